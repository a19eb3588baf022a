import { describe, expect, test } from "vitest";
import { RENDERERS } from "../../src/report/formats.ts";
import { subjectNames } from "../../src/report/subject-name.ts";
import type { Report } from "../../src/verdict/report.ts";
import { sampleReport } from "./sample-report.ts";

/** The program of the sample report, once in each source. */
function fromSources(...sources: readonly string[]): Report {
	const [subject] = sampleReport().subjects;
	if (subject === undefined) throw new Error("the sample report has a subject");
	return sampleReport({ subjects: sources.map((source) => ({ ...subject, source })) });
}

describe("what a subject is called", () => {
	test.each([
		["the only input", ["app.tar"], ["/bin/app"]],
		["two images", ["one.tar", "two.tar"], ["/bin/app in one.tar", "/bin/app in two.tar"]],
		["two images of an archive", ["a.tar:x", "a.tar:y"], ["/bin/app in a.tar:x", "/bin/app in a.tar:y"]],
		["files of their own", ["/bin/app", "file:/bin/app"], ["/bin/app", "/bin/app"]],
		["a file beside an image", ["/bin/app", "one.tar"], ["/bin/app", "/bin/app in one.tar"]],
	])("%s", (_name, sources, expected) => {
		const report = fromSources(...sources);
		expect(report.subjects.map(subjectNames(report))).toEqual(expected);
	});

	test.each(["text", "markdown", "junit"] as const)("%s tells two images apart", async (format) => {
		const render = await RENDERERS[format]();
		const options = { color: false, unicode: false, width: 100, summary: false, verbose: false };
		const text = render(fromSources("one.tar", "two.tar"), options);
		expect(text).toMatch(/\/bin\/app in one\.tar/);
		expect(text).toMatch(/\/bin\/app in two\.tar/);
	});
});
