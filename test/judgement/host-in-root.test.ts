import { expect } from "vitest";
import { type Item, library, program } from "../loader/support/scene.ts";
import { judged, scene } from "./musl-folder.ts";

const musl = { needs: ["libc.musl-x86_64.so.1"] };

function host(...names: readonly string[]): Item {
	return program(names.map((name) => `int ${name}(void) { return 0; }`).join(" "), "0", musl);
}

/** Built as its host's tools do: no soname, names left to the host. */
function plugin(entry: string, ...imports: readonly string[]): Item {
	const declared = imports.map((name) => `extern int ${name}(void);`).join(" ");
	const used = imports.map((name) => `+ (long)${name}`).join(" ");
	return library(`${declared} long use(void) { return 0 ${used}; } void *${entry}(void) { return 0; }`, {
		soname: false,
		...musl,
	});
}

const extensions = "/usr/lib/php/20220829";

scene(
	"the host that is there answers for what its plug-ins take from it",
	{
		"/usr/bin/php8.2": host("zend_parse_parameters", "executor_globals"),
		[`${extensions}/nts.so`]: plugin("get_module", "zend_parse_parameters", "executor_globals"),
		[`${extensions}/zts.so`]: plugin("get_module", "zend_parse_parameters", "core_globals_id"),
		[`${extensions}/pdo.so`]: library(
			"int zend_parse_parameters(void); int php_pdo_register_driver(void) { return 0; } void *get_module(void) { return zend_parse_parameters; }",
			{ soname: false, ...musl },
		),
		[`${extensions}/pdo_mysql.so`]: plugin("get_module", "zend_parse_parameters", "php_pdo_register_driver"),
	},
	async (root) => {
		const results = await judged(root);
		const zts = results.get(`${extensions}/zts.so`);
		// PHP opens its extensions lazily, which musl takes for data, too.
		expect(zts).toMatchObject({ verdict: "at-risk", missing: { symbols: ["core_globals_id"] } });
		expect(zts?.findings[0]?.remedies[0]).toMatch(/thread-safe PHP \(ZTS\)/);
		for (const name of ["nts", "pdo", "pdo_mysql"]) {
			expect(results.get(`${extensions}/${name}.so`)?.verdict, name).toBe("runs");
		}
	},
);

scene(
	"a Python whose names are in its library, beside extensions for it, for a newer one, and for one that is not there",
	{
		"/usr/lib/libpython3.11.so.1.0": library(
			"int PyObject_GetAttr(void) { return 0; } int PyModule_Create2(void) { return 0; }",
			musl,
		),
		"/usr/bin/python3.11": program("", "0", { needs: ["/usr/lib/libpython3.11.so.1.0", ...musl.needs] }),
		"/usr/lib/python3/dist-packages/right.so": plugin("PyInit_right", "PyModule_Create2"),
		"/usr/lib/python3/dist-packages/newer.so": plugin("PyInit_newer", "PyModule_Create2", "PyUnstable_Long_IsCompact"),
		"/opt/lib/python3.12/site-packages/other.so": plugin("PyInit_other", "PyUnstable_Long_IsCompact"),
	},
	async (root) => {
		const results = await judged(root);
		expect(results.get("/usr/lib/python3/dist-packages/right.so")?.verdict).toBe("runs");
		expect(results.get("/usr/lib/python3/dist-packages/newer.so")).toMatchObject({
			verdict: "fails",
			missing: { symbols: ["PyUnstable_Long_IsCompact"] },
		});
		expect(results.get("/opt/lib/python3.12/site-packages/other.so")?.verdict).toBe("runs");
	},
);

scene(
	"a program of the name that is no such host answers for nothing",
	{
		"/usr/bin/node": host("main_of_something_else"),
		"/app/build/Release/addon.node": plugin("napi_register_module_v1", "napi_create_function"),
	},
	async (root) => {
		expect((await judged(root)).get("/app/build/Release/addon.node")?.verdict).toBe("runs");
	},
);

scene(
	"an addon that asks for more than its node has, bound when it is called",
	{
		"/usr/local/bin/node": host("napi_create_function", "napi_create_string_utf8"),
		"/app/node_modules/a/addon.node": plugin(
			"napi_register_module_v1",
			"napi_create_function",
			"node_api_create_property_key_utf16",
		),
	},
	async (root) => {
		expect((await judged(root)).get("/app/node_modules/a/addon.node")).toMatchObject({
			verdict: "at-risk",
			missing: { symbols: ["node_api_create_property_key_utf16"] },
		});
	},
);
