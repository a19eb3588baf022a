import { describe, expect, test } from "vitest";
import type { Finding, Severity } from "../../src/rules/finding.ts";
import { gateOf } from "../../src/verdict/gate.ts";
import type { SubjectReport, TargetResult, Verdict } from "../../src/verdict/report.ts";

type Told = readonly [rule: string, severity: Severity, accepted?: boolean];

function result(target: string, verdict: Verdict, told: readonly Told[] = []): TargetResult {
	return {
		target,
		arch: "x86_64",
		verdict,
		missing: { libraries: [], symbols: [], versions: [] },
		findings: told.map(findingOf),
	};
}

function findingOf([rule, severity, accepted]: Told): Finding {
	const base = { rule, severity, message: "m", evidence: {}, remedies: [] };
	return accepted ? { ...base, accepted: { by: "baseline", reason: "known" } } : base;
}

function subject(results: readonly TargetResult[], kind: SubjectReport["kind"] = "executable"): SubjectReport {
	return { path: "/app", source: "app", kind, results };
}

function gate(results: readonly TargetResult[], failOn: "error" | "warning" | "never" = "error") {
	return gateOf({ subjects: [subject(results)], targets: ["t"], failOn });
}

describe("gateOf", () => {
	test("is absent when no target was named", () => {
		expect(gateOf({ subjects: [subject([result("t", "fails")])], targets: [], failOn: "error" })).toBeUndefined();
	});

	test.each([
		["runs", "error", true],
		["at-risk", "error", true],
		["fails", "error", false],
		["unknown", "error", false],
		["runs", "warning", true],
		["at-risk", "warning", false],
		["fails", "warning", false],
		["unknown", "warning", false],
		["fails", "never", true],
		["unknown", "never", true],
	] as const)("a subject that %s, failing on %s: passed %s", (verdict, failOn, passed) => {
		const told: readonly Told[] = verdict === "at-risk" ? [["a", "warning"]] : [];
		const made = gate([result("t", verdict, told)], failOn);
		expect(made?.passed).toBe(passed);
	});

	test("does not pass while something that was to be judged could not be read", () => {
		const request = { subjects: [subject([result("t", "runs")])], targets: ["t"], isIncomplete: true } as const;
		expect(gateOf({ ...request, failOn: "error" })?.passed).toBe(false);
		expect(gateOf({ ...request, failOn: "never" })?.passed).toBe(true);
	});

	test("says what made it fail", () => {
		expect(gate([result("other", "runs"), result("t", "fails", [["a", "error"]])])).toEqual({
			passed: false,
			failOn: "error",
			targets: ["t"],
			failures: [{ path: "/app", target: "t", verdict: "fails" }],
		});
	});

	test("sets accepted findings aside", () => {
		expect(gate([result("t", "fails", [["a", "error", true]])])?.passed).toBe(true);
		expect(gate([result("t", "at-risk", [["a", "warning", true]])], "warning")?.passed).toBe(true);
		expect(gate([result("t", "unknown", [["not-judged", "info", true]])])?.passed).toBe(true);
	});

	test("does not let one accepted finding excuse another", () => {
		const two = [["a", "error", true] as const, ["b", "error"] as const];
		expect(gate([result("t", "fails", two)])?.passed).toBe(false);
		const mixed = [["a", "error", true] as const, ["b", "warning"] as const];
		expect(gate([result("t", "fails", mixed)], "warning")?.failures?.[0]?.verdict).toBe("at-risk");
		expect(gate([result("t", "unknown", [["shell", "info", true]])])?.passed).toBe(false);
	});

	test("fails for a failure that no finding names", () => {
		expect(gate([result("t", "fails")])?.passed).toBe(false);
	});

	test("fails for a subject without an answer on a named target, unless nothing ever loads it", () => {
		expect(gate([])?.failures).toEqual([{ path: "/app", target: "t", verdict: "unknown" }]);
		const object = subject([], "other-elf");
		expect(gateOf({ subjects: [object], targets: ["t"], failOn: "error" })?.passed).toBe(true);
	});

	test("takes the worst of several architectures", () => {
		expect(gate([result("t", "runs"), result("t", "fails", [["a", "error"]])])?.passed).toBe(false);
	});
});
