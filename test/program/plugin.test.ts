import { describe, expect, test } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import type { DynamicSymbol, ElfFile } from "../../src/elf/elf-file.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { findPlugin } from "../../src/program/plugin.ts";
import { fixtureBytes } from "./sources.ts";

const library = parseElf(memorySource("library", fixtureBytes("x86_64-glibc/libgd-tls.so")));

/** A library that exports and imports these names; `name@VERSION` has a version. */
function made(
	exports: readonly string[],
	imports: readonly string[],
	needed: readonly string[] = ["libc.so.6"],
): ElfFile {
	const { dynamic } = library;
	if (dynamic === undefined) throw new Error("no PT_DYNAMIC");
	const all = ["", ...exports, ...imports].map((text, index) => symbol(text, index, index <= exports.length));
	const versioned = imports.some((name) => name.includes("@"));
	return {
		...library,
		dynamic: {
			...dynamic,
			needed,
			versionNeeds: versioned
				? [{ file: "libc.so.6", versions: [{ name: "GLIBC_2.2.5", weak: false, index: 2 }] }]
				: [],
			symbols: {
				length: all.length,
				undefinedIndexes: imports.map((_, index) => index + 1),
				at: (index) => all[index] ?? symbol("", 0, true),
				named: (name) => all.filter((each) => each.name === name),
			},
		},
	};
}

function symbol(text: string, index: number, defined: boolean): DynamicSymbol {
	const [name = "", version] = text.split("@");
	return {
		index,
		name,
		binding: 1,
		type: 2,
		visibility: 0,
		sectionIndex: defined ? 1 : 0,
		hasValue: defined,
		sizeBytes: 0,
		...(version === undefined ? {} : { version: { name: version, file: "libc.so.6" } }),
	};
}

const hostOf = (elf: ElfFile): string | undefined => findPlugin(elf)?.host.name;

describe("whose plug-in a library is", () => {
	test.each([
		["python", ["PyInit__core"], ["PyList_New"]],
		["python", [], ["PyList_New"]],
		["node", ["node_register_module_v108"], ["_ZN2v87Isolate10GetCurrentEv", "_ZNK2v85Value6IsTrueEv"]],
		["java", ["Java_sun_nio_ch_Net_poll"], []],
		["java", ["Agent_OnLoad"], []],
		["perl", ["boot_List__Util"], ["Perl_newSV", "PL_thr_key"]],
		["mod_perl", ["boot_Apache2__Log"], ["Perl_newSV", "ap_log_error_"]],
		["ruby", ["Init_parser"], ["rb_define_method"]],
		["lua", ["luaopen_cjson"], ["lua_gettop"]],
		["php", ["get_module", "mysqli_module"], ["zend_parse_parameters", "ap_php_snprintf"]],
		["apache", ["ssl_module"], ["ap_hook_handler", "apr_palloc"]],
		["proftpd", ["sql_module"], ["pr_log_debug"]],
		["nginx", ["ngx_modules", "ngx_module_names"], ["ngx_palloc"]],
		["postgres", ["Pg_magic_func"], ["palloc", "PyList_New"]],
		["postgres", ["Pg_magic_func", "PyInit_plpy"], ["palloc", "PyList_New"]],
		["R", ["R_init_stats"], ["Rf_allocVector"]],
		["erlang", ["nif_init"], ["enif_make_int"]],
		["ocaml", [], ["caml_alloc_string"]],
		["zsh", ["features_", "boot_"], ["zwarnnam"]],
		["bash", ["sleep_struct"], ["builtin_usage"]],
		["collectd", ["module_register"], ["plugin_register_read"]],
		["pam", ["pam_sm_authenticate"], ["pam_get_user"]],
		["gcc", ["plugin_is_GPL_compatible"], ["register_callback"]],
	])("%s", (name, exports, imports) => {
		expect(hostOf(made(exports, imports))).toBe(name);
	});

	test.each([
		["a hash table of NSPR", [], ["PL_HashTableLookup"]],
		["a gawk extension", ["plugin_is_GPL_compatible", "dl_load"], []],
		["a library with an ordinary entry", ["Init_library"], ["puts"]],
		["a library with modules of its own", ["my_module", "my_plugin"], ["puts"]],
		["a library that embeds Python", ["run"], ["PyList_New"], ["libpython3.11.so.1.0"]],
		["a library that links Lua in", ["rpm_open"], ["lua_gettop"]],
		["Pyramid", ["climb"], ["Pyramid_new", "Python"]],
		["nothing", [], []],
	])("not of %s", (_, exports, imports, needed = ["libc.so.6"]) => {
		expect(hostOf(made(exports, imports, needed))).toBeUndefined();
	});

	test("is no question for a program", () => {
		const plugin = made(["PyInit_x"], ["PyList_New"]);
		expect(findPlugin({ ...plugin, interpreter: "/lib64/ld-linux-x86-64.so.2" })).toBeUndefined();
		expect(findPlugin({ ...plugin, type: 2 })).toBeUndefined();
	});
});

describe("a host whose names have no prefix", () => {
	const names = ["palloc", "errmsg", "getrandom", "qsort_r"];

	test("brings what has no version where the C library has versions", () => {
		const plugin = findPlugin(
			made(["Pg_magic_func"], [...names.slice(0, 2), "getrandom@GLIBC_2.25", "__printf_chk@GLIBC_2.3.4"]),
		);
		expect(["palloc", "errmsg", "getrandom", "__printf_chk", "other"].map((name) => plugin?.provides(name))).toEqual([
			true,
			true,
			false,
			false,
			false,
		]);
	});

	test("leaves to musl what came late to musl", () => {
		const plugin = findPlugin(made(["Pg_magic_func"], names, ["libc.musl-x86_64.so.1"]));
		expect(names.map((name) => plugin?.provides(name))).toEqual([true, true, false, false]);
	});
});

test("Node brings what is linked into it, and has its libstdc++ loaded", () => {
	const plugin = findPlugin(made(["napi_register_module_v1"], ["napi_create_function", "BrotliDecoderDecompress"]));
	const names = ["napi_create_function", "PKCS5_PBKDF2_HMAC", "BrotliDecoderDecompress", "BrotliDecode", "_Znwm"];
	expect(names.map((name) => plugin?.provides(name))).toEqual([true, true, true, false, false]);
	expect(plugin?.host.needs).toEqual(["libstdc++.so.6"]);
});
