import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { REGISTRY_FILE, registryText } from "../../scripts/build-registry.ts";
import { INDEX_FILE, indexText, pageFile, pageText } from "../../scripts/rule-pages.ts";
import { FAMILIES } from "../../src/rules/family.ts";
import { RULES } from "../../src/rules/registry.ts";

const HEADINGS = ["## Explanation", "## Consequences", "## Common causes", "## How to fix", "## In use"];

const ids = RULES.map(({ id }) => id).sort();

describe("rules, files, tests and pages", () => {
	test("the registry is made from the folders: `npm run build:registry` writes it anew", () => {
		expect(readFileSync(REGISTRY_FILE, "utf8")).toBe(registryText());
	});

	test("every rule is in the file of its name, once", () => {
		expect(ids).toEqual(FAMILIES.flatMap(({ name }) => namesIn(`src/rules/${name}`, ".ts")).sort());
		expect(new Set(ids).size).toBe(ids.length);
		for (const { id, family } of RULES) expect(namesIn(`src/rules/${family}`, ".ts")).toContain(id);
	});

	test("every folder of rules is a family", () => {
		const folders = readdirSync("src/rules", { withFileTypes: true }).filter((entry) => entry.isDirectory());
		const names = folders.map(({ name }) => name).filter((name) => name !== "advice" && name !== "context");
		expect(names.sort()).toEqual(FAMILIES.map(({ name }) => name).sort());
	});

	test("no two rules have the same rank", () => {
		expect(new Set(RULES.map(({ rank }) => rank)).size).toBe(RULES.length);
	});

	test("every rule has its test, in the folder of its family", () => {
		for (const { name } of FAMILIES) {
			expect(namesIn(`test/rules/${name}`, ".test.ts")).toEqual(namesIn(`src/rules/${name}`, ".ts"));
		}
	});

	test("every rule has its page, and every page its rule", () => {
		expect(namesIn("docs/rules", ".md").filter((name) => name !== "README")).toEqual(ids);
	});

	test("the index and the last section of every page are those of `npm run build:registry`", () => {
		expect(readFileSync(INDEX_FILE, "utf8")).toBe(indexText());
		expect(RULES.filter((rule) => readFileSync(pageFile(rule.id), "utf8") !== pageText(rule))).toEqual([]);
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
