import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesGlob } from "../../src/policy/path-glob.ts";

/** What a glob means, by trying everything. */
function slowly(pattern: string, path: string): boolean {
	if (pattern === "") return path === "";
	if (pattern.startsWith("**")) {
		const rest = pattern.replace(/^\*{2,}\/?/, "");
		return [...path, ""].some((_, at) => slowly(rest, path.slice(at)));
	}
	const [first] = pattern;
	const rest = pattern.slice(1);
	if (first === "*") {
		for (let at = 0; at <= path.length && !path.slice(0, at).includes("/"); at += 1)
			if (slowly(rest, path.slice(at))) return true;
		return false;
	}
	const fits = path !== "" && (first === "?" ? path[0] !== "/" : path[0] === first);
	return fits && slowly(rest, path.slice(1));
}

describe("a glob", () => {
	test("matches what trying everything finds", () => {
		const glob = fc.array(fc.constantFrom("a", "b", "/", "*", "**", "**/", "?"), { maxLength: 8 });
		const path = fc.array(fc.constantFrom("a", "b", "/", "ab"), { maxLength: 8 });
		fc.assert(
			fc.property(glob, path, (parts, letters) => {
				const pattern = `x/${parts.join("")}`;
				const subject = `x/${letters.join("")}`;
				expect(matchesGlob(pattern, subject)).toBe(slowly(pattern, subject));
			}),
			{ numRuns: 2000 },
		);
	});

	test("takes letters outside of the first plane as one", () => {
		expect(matchesGlob("lib/?.so", "lib/\u{1f600}.so")).toBe(true);
	});

	test("of many stars comes to an end: a backtracking expression needs longer than the age of the world", () => {
		expect(matchesGlob(`${"**a".repeat(20)}b`, "a".repeat(4000))).toBe(false);
		expect(matchesGlob(`x/${"*a".repeat(20)}b`, `x/${"a".repeat(4000)}`)).toBe(false);
	});
});
