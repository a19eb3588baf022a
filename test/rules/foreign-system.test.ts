import { expect, test } from "vitest";
import rule from "../../src/rules/foreign-system.ts";
import { contextOf } from "./contexts.ts";
import { ruleTable } from "./rule-table.ts";

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

test("the header's mark alone is a risk", () => {
	const context = contextOf({ kind: "static-executable" });
	const { elf } = context.subject;
	if (elf === undefined) throw new Error("no facts");
	const marked = (osAbi: number) => rule.check({ ...context, subject: { ...context.subject, elf: { ...elf, osAbi } } });
	expect(marked(9)).toMatchObject([{ severity: "warning", about: ["FreeBSD"] }]);
	expect([0, 3, 64, 255].flatMap(marked)).toEqual([]);
});
