import { describe, expect, test } from "vitest";
import { ElfFormatError } from "../../src/bytes/elf-format-error.ts";
import { runRules } from "../../src/rules/run-rules.ts";
import { type ContextFacts, contextOf, GCOMPAT, musl } from "./contexts.ts";

const MANY: ContextFacts = {
	target: "alpine:3.20",
	libc: musl(),
	elf: {
		interpreter: "/lib64/ld-linux-x86-64.so.2",
		versions: { "libc.so.6": ["GLIBC_2.34"] },
		imports: ["regexec", "strerror_r", "getpwuid", "system"],
	},
	outcome: "refused",
	problems: [
		{ kind: "search-path-dropped", fatal: false, object: "/app", searchPath: "$LIB", because: "musl does not know it" },
		{ kind: "symbol-missing", fatal: true, object: "/app", symbol: "fts_open", lazy: false, undecided: false },
		{ kind: "library-missing", fatal: true, object: "/app", library: "libx.so.1", steps: [] },
	],
};

describe("runRules", () => {
	test("tells the worst first, and among equals in the order of a start", () => {
		const told = runRules(contextOf(MANY)).map(({ rule, severity }) => `${severity} ${rule}`);
		expect(told).toEqual([
			"error library-missing",
			"error symbol-missing",
			"warning regmatch-layout",
			"warning strerror-r-variant",
			"info search-path-dropped",
		]);
	});

	test("says the same of the same context", () => {
		expect(JSON.stringify(runRules(contextOf(MANY)))).toBe(JSON.stringify(runRules(contextOf(MANY))));
	});

	test("asks only once how the subject fares elsewhere", () => {
		const asked: string[] = [];
		const context = contextOf({
			...MANY,
			outcomeOn(target) {
				asked.push(target);
				return target === "debian:12-slim" ? "starts" : "refused";
			},
		});
		runRules(context);
		runRules(context);
		expect(asked).toContain("debian:12-slim");
		expect(asked).toContain("alpine:3.20+gcompat");
		expect(new Set(asked).size).toBe(asked.length);
	});

	test("has nothing to say of a plain static program on scratch", () => {
		const context = contextOf({ kind: "static-executable", elf: {}, target: "scratch", libc: { kind: "unknown" } });
		expect(runRules(context)).toEqual([]);
	});

	test("says nothing of what comes later when the program does not start", () => {
		const facts = { ...MANY, problems: [], outcome: "unknown", libc: musl(), interpreter: GCOMPAT } as const;
		const later = runRules(contextOf({ ...facts, target: "scratch" })).filter(({ severity }) => severity === "info");
		expect(later.map(({ rule }) => rule)).toEqual(["not-judged"]);
	});

	test("leaves out what a rule would say of malformed data, and nothing else", () => {
		const context = contextOf({ ...MANY, outcome: "unknown" });
		const { elf } = context.subject;
		if (elf === undefined) throw new Error("the context has a file");
		const malformed = {
			...context,
			subject: {
				...context.subject,
				elf: {
					...elf,
					get dynamic(): never {
						throw new ElfFormatError("out-of-bounds", "Elf_Verneed", 0, "16 bytes pass the end");
					},
				},
			},
		};
		expect(runRules(malformed).map(({ rule }) => rule)).toContain("not-judged");
	});
});
