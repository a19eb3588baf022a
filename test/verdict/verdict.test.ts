import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Load } from "../../src/loader/load.ts";
import type { Finding, Severity } from "../../src/rules/finding.ts";
import { verdictOf } from "../../src/verdict/verdict.ts";

function finding(severity: Severity, accepted = false): Finding {
	const base = { rule: "a-rule", severity, message: "m", evidence: {}, remedies: [] };
	return accepted ? { ...base, accepted: { by: "ignore", reason: "known" } } : base;
}

function load(outcome: Load["outcome"]): Load {
	return { outcome, lines: [], problems: [], behind: [], objects: [] };
}

describe("verdictOf", () => {
	test.each([
		["starts", [], undefined, "runs"],
		["starts", ["info"], undefined, "runs"],
		["starts", ["warning", "info"], undefined, "at-risk"],
		["starts", ["warning", "error"], undefined, "fails"],
		["starts", [], "UPX", "unknown"],
		["starts", ["warning"], "UPX", "unknown"],
		["starts", ["error"], "UPX", "fails"],
		["refused", [], undefined, "fails"],
		["refused", ["info"], "UPX", "fails"],
		["unknown", [], undefined, "unknown"],
		["unknown", ["warning"], undefined, "unknown"],
		["unknown", ["error"], undefined, "fails"],
	] as const)("a load that %s with findings %j and packer %s", (outcome, severities, opaque, verdict) => {
		const findings = severities.map((severity) => finding(severity));
		expect(verdictOf(load(outcome), findings, opaque)).toBe(verdict);
	});

	test("runs comes only out of a load that starts, with no error and nothing hidden", () => {
		const outcome = fc.constantFrom("starts" as const, "refused" as const, "unknown" as const);
		const severity = fc.constantFrom("error" as const, "warning" as const, "info" as const);
		const findings = fc.array(fc.tuple(severity, fc.boolean()));
		fc.assert(
			fc.property(outcome, findings, fc.option(fc.string(), { nil: undefined }), (result, kinds, opaque) => {
				const verdict = verdictOf(
					load(result),
					kinds.map(([kind, accepted]) => finding(kind, accepted)),
					opaque,
				);
				const harmless = kinds.every(([kind]) => kind === "info");
				expect(verdict === "runs").toBe(result === "starts" && harmless && opaque === undefined);
			}),
		);
	});
});
