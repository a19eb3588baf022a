import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FAMILIES } from "../../src/rules/family.ts";
import { RULES } from "../../src/rules/registry.ts";
import { runInspect } from "./run-inspect.ts";

test("without a rule, explain lists all of them under the title of their family", () => {
	const sections = runInspect(["explain"]).stdout.split("\n\n");
	expect(sections.map((section) => section.split("\n")[0])).toEqual(
		FAMILIES.map(({ name, title }) => `${title} (${name}):`),
	);
	for (const { id, family } of RULES) {
		const index = FAMILIES.findIndex(({ name }) => name === family);
		expect(sections[index]).toContain(`\n  ${id} `);
	}
});

test("explain shows the rule's page", () => {
	const { stdout, status } = runInspect(["explain", "library-missing"]);
	expect(stdout).toBe(readFileSync("docs/rules/library-missing.md", "utf8"));
	expect(status).toBe(0);
});

test("a rule that is not known is answered with those that are near", () => {
	const { stderr, status } = runInspect(["explain", "library-mising"]);
	expect(stderr).toContain("library-missing");
	expect(status).toBe(2);
});
