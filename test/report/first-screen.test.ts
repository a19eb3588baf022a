import { describe, expect, test } from "vitest";
import type { RenderOptions } from "../../src/report/renderer.ts";
import { renderText } from "../../src/report/text/text.ts";
import { causesOf } from "../../src/verdict/causes.ts";
import type { Report, SubjectReport, TargetResult } from "../../src/verdict/report.ts";
import { sampleFinding, sampleReport, sampleResult } from "./sample-report.ts";

const OPTIONS: RenderOptions = {
	color: false,
	unicode: true,
	width: 100,
	clip: true,
	summary: false,
	verbose: false,
};
const TARGETS = ["alpine:3.24", "scratch", "busybox:glibc", "distroless/static-debian12", "debian:12-slim"];
const LONG = "which is needed by everything that anybody ever linked on this machine";

/** Files of which every third lacks a library of its own group, every other one the loader, on every target. */
function folder(count: number): Report {
	const [sample] = sampleReport().subjects;
	if (sample === undefined) throw new Error("the sample report has a subject");
	const subjects = Array.from({ length: count }, (_, index): SubjectReport => {
		const path = `/opt/app/lib/some/folder/below/which/files/stand/file-${index}`;
		return { ...sample, path, results: TARGETS.map((target) => resultOf(path, target, index)) };
	});
	const { gate: _, ...report } = sampleReport({ subjects });
	const recommendation = { alternatives: [], because: `None of the 5 targets runs everything.\n${LONG}, ${LONG}.` };
	return { ...report, causes: causesOf(subjects), recommendation };
}

function resultOf(path: string, target: string, index: number): TargetResult {
	const interpreter = "/lib64/ld-linux-x86-64.so.2";
	const loader = sampleFinding({
		rule: "interpreter-missing",
		about: [interpreter],
		message: `${path} asks for ${interpreter}, ${LONG}`,
		remedies: [`rebuild it, ${LONG}, ${LONG}, ${LONG}`, "ship it elsewhere"],
	});
	const libraries = Array.from({ length: 1 + (index % 7) }, (_, other) =>
		sampleFinding({
			about: [`lib${other}.so.${index % 30}`],
			message: `lib${other} is missing, ${LONG}`,
			remedies: [LONG],
		}),
	);
	return sampleResult({
		target,
		message: `exec ${path}: no such file or directory`,
		findings: index % 2 === 0 ? [loader] : libraries,
	});
}

function linesOf(report: Report, options: Partial<RenderOptions> = {}): readonly string[] {
	return renderText(report, { ...OPTIONS, ...options })
		.trimEnd()
		.split("\n");
}

describe("without --verbose", () => {
	test.each([1, 2, 3, 8, 9, 20, 2000])("%i files fit a screen of 40 lines of 100 columns", (count) => {
		const lines = linesOf(folder(count));
		expect(lines.length).toBeLessThanOrEqual(40);
		expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
		const text = lines.join("\n");
		expect(text).toContain("/lib64/ld-linux-x86-64.so.2");
		expect(text).toContain("→ rebuild it");
		expect(text).toContain("None of the 5 targets runs everything.");
	});

	test.each([60, 80, 120, 200])("no line is longer than %i columns", (width) => {
		for (const count of [1, 3, 2000]) {
			const lines = linesOf(folder(count), { width });
			expect(lines.filter((line) => line.length > width)).toEqual([]);
		}
	});

	test("causes come with how many files they block, and how many there are besides", () => {
		const text = linesOf(folder(2000)).join("\n");
		expect(text).toMatch(
			/^ {2}✗ .*loader.*: \/lib64\/ld-linux-x86-64\.so\.2 \(interpreter-missing\)\n {4}1000 files;/m,
		);
		expect(text).toMatch(/^ {2}\d+ more: --verbose shows all, --by file goes file by file$/m);
	});

	test("what an image starts has its row even among thousands, and its cause first", () => {
		const report = folder(2000);
		const subjects = report.subjects.map((subject, index) =>
			index === 1999 ? { ...subject, role: "entrypoint" as const } : subject,
		);
		const text = linesOf({ ...report, subjects, causes: causesOf(subjects) }).join("\n");
		expect(text).toMatch(
			/✗ {2}✗ {2}✗ {2}✗ {2}✗ {2}\S*file-1999 \(entrypoint\)\n\n\d+ causes.*\n {2}✗ A needed library/,
		);
	});
});

test("--by file goes file by file", () => {
	const text = linesOf(folder(30), { by: "file" }).join("\n");
	expect(text).not.toContain("causes, most blocking first");
	expect(text).toContain("/opt/app/lib/some/folder/below/which/files/stand/file-4\n");
	expect(text).toContain("10 more rows: --verbose shows all");
});

test("--verbose shows every cause and every file", () => {
	const text = linesOf(folder(30), { verbose: true }).join("\n");
	for (let index = 0; index < 30; index += 1) expect(text).toContain(`/stand/file-${index}\n`);
	expect(text).not.toContain(" more: --verbose");
});

test("nobody looks: the loader's words are whole, however long", () => {
	const text = linesOf(folder(1), { clip: false, width: 60 }).join("\n");
	expect(text).toContain("exec /opt/app/lib/some/folder/below/which/files/stand/file-0: no such file or directory");
});
