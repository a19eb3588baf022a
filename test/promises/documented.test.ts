import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

describe.each(["SECURITY.md", "docs/limits.md", "docs/architecture.md", "CONTRIBUTING.md"])("%s", (page) => {
	const named = [...readFileSync(page, "utf8").matchAll(/`((?:test|scripts|src|bench)\/[\w./-]*\w\/?)`/g)].map(
		([, path = ""]) => path,
	);

	test("names tests, scripts and sources that are there", () => {
		expect(named.filter((path) => !existsSync(path))).toEqual([]);
	});

	test("names some", () => {
		expect(named.length).toBeGreaterThan(2);
	});
});
