import { describe, expect, test } from "vitest";
import { jsonText } from "../../src/report/json-text.ts";
import { compareReports } from "../../src/verdict/comparison.ts";
import { readReport } from "../../src/verdict/read-report.ts";
import type { Report, SubjectReport, TargetResult, Verdict } from "../../src/verdict/report.ts";
import { sampleFinding, sampleReport, sampleResult } from "../report/sample-report.ts";

type File = readonly [path: string, verdict: Verdict, library?: string];

function report(files: readonly File[], source = "dir:dist"): Report {
	const [sample] = sampleReport().subjects;
	if (sample === undefined) throw new Error("the sample report has a subject");
	const subjects = files.map(([path, verdict, library]): SubjectReport => {
		return { ...sample, path, source, results: [resultOf(verdict, library)] };
	});
	return sampleReport({ subjects });
}

function resultOf(verdict: Verdict, library = "liba.so"): TargetResult {
	const severity = verdict === "at-risk" ? "warning" : "error";
	const findings = verdict === "runs" || verdict === "unknown" ? [] : [sampleFinding({ severity, about: [library] })];
	return sampleResult({ verdict, findings, message: `${verdict} ${library}` });
}

function kinds(old: readonly File[], now: readonly File[]) {
	const { newlyFails, fixed, newlyAtRisk, otherCause, removed } = compareReports(report(old), report(now));
	const paths = (changes: readonly { readonly path: string }[]) => changes.map(({ path }) => path);
	return {
		newlyFails: paths(newlyFails),
		fixed: paths(fixed),
		newlyAtRisk: paths(newlyAtRisk),
		otherCause: paths(otherCause),
		removed,
	};
}

const NOTHING = { newlyFails: [], fixed: [], newlyAtRisk: [], otherCause: [], removed: [] };
const OTHER: File = ["other", "runs"];

describe("a file that", () => {
	test.each<readonly [Verdict | undefined, Verdict, keyof typeof NOTHING | undefined]>([
		["runs", "fails", "newlyFails"],
		["at-risk", "fails", "newlyFails"],
		["unknown", "fails", "newlyFails"],
		["runs", "unknown", "newlyFails"],
		[undefined, "fails", "newlyFails"],
		[undefined, "unknown", "newlyFails"],
		["fails", "runs", "fixed"],
		["fails", "at-risk", "fixed"],
		["unknown", "runs", "fixed"],
		["runs", "at-risk", "newlyAtRisk"],
		["fails", "fails", undefined],
		["runs", "runs", undefined],
		["at-risk", "runs", undefined],
		[undefined, "runs", undefined],
		["fails", "unknown", "otherCause"],
	])("was %s and is %s", (was, is, kind) => {
		const old: readonly File[] = was === undefined ? [OTHER] : [OTHER, ["app", was]];
		expect(kinds(old, [OTHER, ["app", is]])).toEqual({
			...NOTHING,
			...(kind === undefined ? {} : { [kind]: ["app"] }),
		});
	});

	test("fails for another reason", () => {
		expect(kinds([OTHER, ["app", "fails", "a.so"]], [OTHER, ["app", "fails", "b.so"]]).otherCause).toEqual(["app"]);
	});

	test("is gone", () => {
		expect(kinds([OTHER, ["app", "fails"]], [OTHER])).toEqual({ ...NOTHING, removed: ["app"] });
	});
});

test("two folders are compared by what is in them, two single files with each other", () => {
	const old = report(
		[
			["old/bin/app", "runs"],
			["old/bin/b", "runs"],
		],
		"dir:old",
	);
	const now = report(
		[
			["new/bin/app", "fails"],
			["new/bin/b", "runs"],
		],
		"dir:new",
	);
	expect(compareReports(old, now)).toMatchObject({ compared: 2, newlyFails: [{ path: "new/bin/app", was: "runs" }] });
	expect(compareReports(report([["v1", "runs"]]), report([["v2", "fails"]])).newlyFails).toHaveLength(1);
});

test("what newly fails comes with its causes alone", () => {
	const old = report([OTHER, ["a", "runs"], ["b", "fails", "b.so"]]);
	const now = report([OTHER, ["a", "fails", "a.so"], ["b", "fails", "b.so"]]);
	expect(compareReports(old, now).causes).toMatchObject([{ about: ["a.so"], count: 1 }]);
});

describe("a written report", () => {
	test("is read back with all that is compared", () => {
		const written = report([["app", "fails"], OTHER]);
		const { subjects } = readReport(jsonText(written));
		expect(subjects).toMatchObject(written.subjects.map(({ elf: _, ...subject }) => subject));
	});

	test.each([
		["{}", "no list of subjects"],
		["[]", "no list of subjects"],
		['{"subjects":[],"schemaVersion":2}', "schema version 2; this version reads 1"],
		['{"subjects":[1],"schemaVersion":1}', "a subject is no object"],
		['{"subjects":[{"path":1}],"schemaVersion":1}', "path is no text"],
		[
			'{"subjects":[{"path":"a","source":"b","kind":"executable","results":[{"target":"t","arch":"x","verdict":"fine"}]}],"schemaVersion":1}',
			"verdict is none of runs, at-risk, fails, unknown",
		],
	])("%s is refused", (json, message) => {
		expect(() => readReport(json)).toThrow(message);
	});
});
