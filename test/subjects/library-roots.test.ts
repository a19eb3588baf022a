import { expect, test } from "vitest";
import { EM } from "../../src/elf/constants-machine.ts";
import { type Candidate, loadedLibraries } from "../../src/subjects/library-roots.ts";

/** `name -> needed names`; names without `lib` are programs. */
function candidates(graph: Readonly<Record<string, readonly string[]>>): Candidate[] {
	return Object.entries(graph).map(([name, needed]) => ({
		path: `/${name}`,
		machine: EM.EM_X86_64,
		class: "ELF64",
		needed,
		names: [name],
		isProgram: !name.startsWith("lib"),
	}));
}

test.each([
	[
		"a program's libraries",
		{ app: ["liba.so"], "liba.so": ["libb.so"], "libb.so": [] },
		{ "/liba.so": "/app", "/libb.so": "/app" },
	],
	["a library that nobody needs", { "libtop.so": ["liba.so"], "liba.so": [] }, { "/liba.so": "/libtop.so" }],
	["a circle", { "liba.so": ["libb.so"], "libb.so": ["liba.so"] }, { "/libb.so": "/liba.so" }],
	[
		"a circle below a program",
		{ app: ["libb.so"], "liba.so": ["libb.so"], "libb.so": ["liba.so"] },
		{ "/libb.so": "/app", "/liba.so": "/app" },
	],
	["a library that needs itself", { "liba.so": ["liba.so"] }, {}],
	["a path in DT_NEEDED", { app: ["/opt/lib/liba.so"], "liba.so": [] }, { "/liba.so": "/app" }],
	["a program that others need", { app: ["tool"], tool: [] }, {}],
])("%s", (_, graph: Readonly<Record<string, readonly string[]>>, expected) => {
	expect(Object.fromEntries(loadedLibraries(candidates(graph)))).toEqual(expected);
});
