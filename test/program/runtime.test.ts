import { describe, expect, test } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import type { DynamicSymbol, ElfFile } from "../../src/elf/elf-file.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { runtimeProgram } from "../../src/program/runtime.ts";
import { fixtureBytes } from "./sources.ts";

interface Facts {
	readonly needed?: readonly string[];
	readonly exports?: readonly string[];
	readonly imports?: readonly string[];
}

/** A program with other names than its own. */
function programWith({ needed = [], exports = [], imports = [] }: Facts): ElfFile {
	const elf = parseElf(memorySource("hello", fixtureBytes("x86_64-glibc/hello")));
	const { dynamic } = elf;
	if (dynamic === undefined) throw new Error("hello is dynamic");
	const row = dynamic.symbols.at(0);
	const rows: readonly DynamicSymbol[] = [
		...exports.map((name) => ({ ...row, name, sectionIndex: 1 })),
		...imports.map((name) => ({ ...row, name, sectionIndex: 0 })),
	];
	const symbols = {
		length: rows.length,
		undefinedCount: imports.length,
		undefinedIndexes: imports.map((_, index) => exports.length + index),
		at: (index: number) => rows[index] ?? row,
		named: (name: string) => rows.filter((one) => one.name === name),
	};
	return { ...elf, dynamic: { ...dynamic, needed, symbols } };
}

describe("a language's own program", () => {
	test.each<[string, Facts, string, string | undefined]>([
		["/usr/local/bin/node", { exports: ["napi_create_object"] }, "node", undefined],
		["/usr/bin/python3.11", { exports: ["Py_BytesMain"] }, "python", "3.11"],
		["/usr/local/bin/python3", { needed: ["libpython3.12.so.1.0"], imports: ["Py_BytesMain"] }, "python", "3.12"],
		["/opt/python3.7", { needed: ["libpython3.7m.so.1.0"], imports: ["_Py_UnixMain"] }, "python", "3.7"],
		["/usr/bin/ruby3.1", { needed: ["libruby-3.1.so.3.1"], imports: ["ruby_run_node"] }, "ruby", "3.1"],
		["/usr/local/bin/ruby", { needed: ["libruby.so.3.3"], imports: ["ruby_run_node"] }, "ruby", undefined],
		["/usr/bin/php8.2", { exports: ["zend_parse_parameters"] }, "php", "8.2"],
	])("%s", (path, facts, kind, version) => {
		const found = runtimeProgram(programWith(facts), path);
		expect(found?.kind).toBe(kind);
		expect(found?.details.version).toBe(version);
	});

	test.each<[string, Facts]>([
		["a program that embeds Python", { needed: ["libpython3.11.so.1.0"], imports: ["Py_InitializeEx"] }],
		["a desktop program with Node inside", { needed: ["libgtk-3.so.0"], exports: ["napi_create_object"] }],
		["any other program", { imports: ["puts"] }],
	])("not %s", (_, facts) => {
		expect(runtimeProgram(programWith(facts), "/usr/bin/app")).toBeUndefined();
	});

	test("not a library", () => {
		const { interpreter: _, ...library } = programWith({ exports: ["Py_BytesMain"] });
		expect(runtimeProgram(library, "/usr/lib/libpython3.11.so.1.0")).toBeUndefined();
	});
});
