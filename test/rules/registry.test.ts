import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RULES } from "../../src/rules/registry.ts";

/** Files of src/rules that are no rules. */
const OTHERS = new Set(["rule", "finding", "registry", "run-rules"]);
const HEADINGS = ["## Explanation", "## Consequences", "## Common causes", "## How to fix"];

const ids = RULES.map(({ id }) => id).sort();

describe("rules, files, tests and pages", () => {
	test("every file is in the registry under its own name, once", () => {
		const files = namesIn("src/rules", ".ts").filter((name) => !OTHERS.has(name));
		expect(ids).toEqual(files);
		expect(new Set(ids).size).toBe(ids.length);
	});

	test("every rule has its test", () => {
		expect(namesIn("test/rules", ".test.ts").filter((name) => name !== "registry" && name !== "run-rules")).toEqual(
			ids,
		);
	});

	test("every rule has its page, and every page its rule", () => {
		expect(namesIn("docs/rules", ".md")).toEqual(ids);
	});

	test("ids are words with hyphens, titles one line", () => {
		for (const { id, title } of RULES) {
			expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
			expect(title).toMatch(/^[^\n]{10,90}[^.\n]$/);
		}
	});

	test.each(RULES.map((rule) => [rule.id, rule] as const))("the page of %s has every heading, in order", (id, rule) => {
		const page = readFileSync(`docs/rules/${id}.md`, "utf8");
		expect(page.startsWith(`# ${id}\n`)).toBe(true);
		expect(page).toContain(rule.title);
		expect(page.split("\n").filter((line) => line.startsWith("## "))).toEqual(HEADINGS);
		for (const section of page.split(/^## .*$/m).slice(1)) expect(section.trim().length).toBeGreaterThan(40);
	});
});

function namesIn(folder: string, ending: string): string[] {
	const names = readdirSync(folder).filter((name) => name.endsWith(ending));
	return names.map((name) => name.slice(0, -ending.length)).sort();
}
