import { describe, expect, test } from "vitest";
import { applyBaseline, baselineOf, parseBaseline } from "../../src/policy/baseline.ts";
import type { IgnoreEntry } from "../../src/policy/config-schema.ts";
import { applyIgnores, expiredIgnores } from "../../src/policy/ignores.ts";
import { matchesGlob } from "../../src/policy/path-glob.ts";
import type { Report } from "../../src/verdict/report.ts";
import { sampleFinding, sampleReport, sampleResult } from "../report/sample-report.ts";

function entry(change: Partial<IgnoreEntry> = {}): IgnoreEntry {
	return { rule: "library-missing", reason: "known", line: 1, ...change };
}

function accepted(report: Report): boolean {
	return report.subjects[0]?.results[0]?.findings[0]?.accepted !== undefined;
}

describe("applyIgnores", () => {
	test.each([
		["the rule alone", {}, true],
		["another rule", { rule: "symbol-missing" }, false],
		["a matching path", { path: "bin/*" }, true],
		["another path", { path: "sbin/*" }, false],
		["the target", { target: "alpine:3.20" }, true],
		["another target", { target: "scratch" }, false],
		["the library", { library: "libtinfo.so.6" }, true],
		["another library", { library: "libz.so.1" }, false],
	])("%s", (_name, change, expected) => {
		const { report, unused } = applyIgnores(sampleReport(), [entry(change)]);
		expect(accepted(report)).toBe(expected);
		expect(unused).toHaveLength(expected ? 0 : 1);
	});

	test("a finding about two symbols is accepted only when both are named", () => {
		const finding = sampleFinding({ rule: "symbol-missing", about: ["a", "b"] });
		const subjects = sampleReport().subjects.map((subject) => ({
			...subject,
			results: [sampleResult({ findings: [finding] })],
		}));
		const report = sampleReport({ subjects });
		const a = entry({ rule: "symbol-missing", symbol: "a" });
		const b = entry({ rule: "symbol-missing", symbol: "b" });
		expect(accepted(applyIgnores(report, [a]).report)).toBe(false);
		expect(accepted(applyIgnores(report, [a, b]).report)).toBe(true);
	});
});

describe("expiredIgnores", () => {
	test.each([
		["2027-01-31", "2027-01-31", 0],
		["2027-01-31", "2027-02-01", 1],
		[undefined, "2099-01-01", 0],
	])("%s on %s", (expires, today, count) => {
		expect(expiredIgnores([entry(expires === undefined ? {} : { expires })], today)).toHaveLength(count);
	});
});

describe("baseline", () => {
	test("accepts what it knows and nothing else", () => {
		const baseline = parseBaseline(JSON.stringify(baselineOf(sampleReport())), "b.json");
		expect(accepted(applyBaseline(sampleReport(), baseline, "b.json"))).toBe(true);
		expect(accepted(applyBaseline(sampleReport({}, "/bin/other"), baseline, "b.json"))).toBe(false);
	});

	test.each(["", "[]", "{}", '{"version":2,"findings":[]}', '{"version":1,"findings":[1]}'])(
		"%j is refused",
		(text) => {
			expect(() => parseBaseline(text, "b.json")).toThrow(/^b\.json: /);
		},
	);
});

describe("matchesGlob", () => {
	test.each([
		["*.so", "/usr/lib/libx.so", true],
		["lib/*.so", "/usr/lib/libx.so", false],
		["usr/*/libx.so", "/usr/lib/libx.so", true],
		["usr/*", "/usr/lib/libx.so", false],
		["usr/**", "/usr/lib/libx.so", true],
		["**/libx.so", "libx.so", true],
		["./dist/app", "dist/app", true],
		["a?c", "abc", true],
		["a.c", "abc", false],
		["[x]", "[x]", true],
	])("%s %s", (pattern, path, expected) => {
		expect(matchesGlob(pattern, path)).toBe(expected);
	});
});
