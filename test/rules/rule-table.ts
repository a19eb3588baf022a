import { describe, expect, test } from "vitest";
import type { Finding, Severity } from "../../src/rules/finding.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { type ContextFacts, contextOf } from "./contexts.ts";

/** What the first finding of a case must look like; what is not said is not compared. */
export interface Expected {
	readonly severity?: Severity;
	readonly message?: RegExp;
	readonly about?: readonly string[];
	readonly evidence?: Readonly<Record<string, unknown>>;
	/** One of the remedies matches. */
	readonly remedy?: RegExp;
	/** None of the remedies matches. */
	readonly noRemedy?: RegExp;
	/** How many findings; one when not said. */
	readonly count?: number;
}

/** Cases in which a rule fires, and cases in which it does not: by name, context and expectation. */
export interface RuleTable {
	readonly fires: readonly (readonly [string, ContextFacts, Expected])[];
	readonly silent: readonly (readonly [string, ContextFacts])[];
}

const RANK = { error: 2, warning: 1, info: 0 } as const;

/** Runs a rule over its table, and holds every finding to what all findings promise. */
export function ruleTable(rule: Rule, { fires, silent }: RuleTable): void {
	describe(rule.id, () => {
		test.each(fires)("fires %s", (_name, facts, expected) => {
			const findings = rule.check(contextOf(facts));
			expect(findings).toHaveLength(expected.count ?? 1);
			for (const finding of findings) keepsItsPromises(rule, finding);
			const [first] = findings;
			if (first) looksLike(first, expected);
		});
		test.each(silent)("is silent %s", (_name, facts) => {
			expect(rule.check(contextOf(facts))).toEqual([]);
		});
	});
}

function keepsItsPromises(rule: Rule, finding: Finding): void {
	expect(finding.rule).toBe(rule.id);
	expect(RANK[finding.severity]).toBeLessThanOrEqual(RANK[rule.severity]);
	expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
	const words = [finding.message, ...finding.remedies].join("\n");
	expect(words).not.toMatch(/undefined|\[object|\{(rust|go|node|dotnet|zig|wheel)\}|\$\{/);
	for (const remedy of finding.remedies) expect(remedy).not.toMatch(/^or /);
	expect(new Set(finding.remedies).size).toBe(finding.remedies.length);
	if (finding.about) expect([...finding.about].sort()).toEqual(finding.about);
}

function looksLike(finding: Finding, expected: Expected): void {
	if (expected.severity) expect(finding.severity).toBe(expected.severity);
	if (expected.message) expect(finding.message).toMatch(expected.message);
	if (expected.about) expect(finding.about).toEqual(expected.about);
	if (expected.evidence) expect(finding.evidence).toMatchObject(expected.evidence);
	const remedies = finding.remedies.join("\n");
	if (expected.remedy) expect(remedies).toMatch(expected.remedy);
	if (expected.noRemedy) expect(remedies).not.toMatch(expected.noRemedy);
}
