import { expect, test } from "vitest";
import rule from "../../../src/rules/identity/foreign-system.ts";
import { contextOf } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for Go's word",
			{ kind: "static-executable", program: { details: { goos: "freebsd" } } },
			{ severity: "error", about: ["freebsd"], remedy: /GOOS=linux/ },
		],
		["for Go's word where the header has none", { program: { details: { goos: "dragonfly" } } }, { severity: "error" }],
	],
	silent: [
		["for Linux", { program: { details: { goos: "linux" } } }],
		["for Android, whose kernel is Linux", { program: { details: { goos: "android" } } }],
		["for nothing known", {}],
		["for a library", { kind: "shared-library", program: { details: { goos: "freebsd" } } }],
		["where it does not start anyway", { program: { details: { goos: "freebsd" } }, outcome: "refused" }],
	],
});

test("what start files and linkers leave is certain, where Go does not say otherwise", () => {
	const context = contextOf({ kind: "static-executable" });
	const { elf } = context.subject;
	if (elf === undefined) throw new Error("no facts");
	const segment = { flags: 4, offset: 0, address: 0n, fileSizeBytes: 0, memorySizeBytes: 0n, alignment: 1n };
	const check = (facts: Partial<typeof elf>, program = context.subject.program) =>
		rule.check({ ...context, subject: { ...context.subject, program, elf: { ...elf, ...facts } } });
	expect(check({ notes: { system: "NetBSD" } })).toMatchObject([{ severity: "error", about: ["NetBSD"] }]);
	expect(check({ segments: [{ ...segment, type: 0x65a3dbe6 }] })).toMatchObject([
		{ severity: "error", about: ["OpenBSD"] },
	]);
	const go = { ...context.subject.program, details: { goos: "linux" } };
	expect(check({ notes: { system: "NetBSD" } }, go)).toEqual([]);
});

test("the header's mark alone is a risk", () => {
	const context = contextOf({ kind: "static-executable" });
	const { elf } = context.subject;
	if (elf === undefined) throw new Error("no facts");
	const marked = (osAbi: number) => rule.check({ ...context, subject: { ...context.subject, elf: { ...elf, osAbi } } });
	expect(marked(9)).toMatchObject([{ severity: "warning", about: ["FreeBSD"] }]);
	expect([0, 3, 64, 255].flatMap(marked)).toEqual([]);
});
