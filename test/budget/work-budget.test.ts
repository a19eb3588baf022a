import { describe, expect, test } from "vitest";
import { BUDGET_UNITS, BudgetSpentError, FILE_SHARE, WORK_COSTS, WorkBudget } from "../../src/budget/work-budget.ts";

const ofBase = (part: number): number => (BUDGET_UNITS.base * part) / WORK_COSTS["look-ups of libraries"];

/** Takes a part of the base within a share; the reason where that is too much. */
function spend(budget: WorkBudget, part: number): string | undefined {
	return budget.share(() =>
		budget.attempt(
			() => {
				budget.charge("look-ups of libraries", ofBase(part));
				return undefined;
			},
			(reason) => reason,
		),
	);
}

describe("a work budget", () => {
	test("ends a file at its share, and says on what it was spent", () => {
		const budget = new WorkBudget();
		expect(spend(budget, FILE_SHARE.ofBase)).toBeUndefined();
		expect(spend(new WorkBudget(), 0.9)).toBe(
			"the work budget of this file is spent, mostly on look-ups of libraries (--budget 2 doubles it)",
		);
	});

	test("leaves the next file its own share", () => {
		const budget = new WorkBudget();
		expect(spend(budget, 0.7)).toBeDefined();
		expect(spend(budget, 0.1)).toBeUndefined();
	});

	test("ends every file once all of it is spent", () => {
		const budget = new WorkBudget();
		for (const part of [0.4, 0.4, 0.4]) spend(budget, part);
		expect(spend(budget, 0)).toMatch(/^the work budget of this input is spent/);
	});

	test("grows with the input's bytes and with the factor", () => {
		const large = new WorkBudget();
		large.allowFor(1 << 30);
		expect(spend(large, 5)).toBeUndefined();
		expect(spend(new WorkBudget(10), 5)).toBeUndefined();
		expect(spend(new WorkBudget(4), 5)).toContain("--budget 8 doubles it");
	});

	test("throws nothing outside of shares, where nobody would answer for it", () => {
		const budget = new WorkBudget();
		budget.charge("steps in paths", 1e9);
		expect(budget.isSpent).toBe(true);
	});

	test("passes on every other error", () => {
		const budget = new WorkBudget();
		const work = () => budget.attempt(() => JSON.parse("{"), String);
		expect(() => budget.share(work)).toThrow(SyntaxError);
		expect(() => budget.share(() => budget.charge("loaded objects", 1e9))).toThrow(BudgetSpentError);
	});
});
