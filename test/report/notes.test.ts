import { describe, expect, test } from "vitest";
import { renderText } from "../../src/report/text/text.ts";
import type { TargetResult } from "../../src/verdict/report.ts";
import { sampleFinding, sampleReport, sampleResult } from "./sample-report.ts";

const OPTIONS = { color: false, unicode: false, width: 100, summary: false, verbose: false };

function on(target: string, verdict: TargetResult["verdict"], ...rules: readonly string[]): TargetResult {
	const findings = rules.map((rule) => sampleFinding({ rule, severity: "info", remedies: [] }));
	const { message: _, ...result } = sampleResult({ target, verdict, findings });
	return result;
}

function textOf(results: readonly TargetResult[], options: Partial<typeof OPTIONS> = {}): string {
	const [subject] = sampleReport().subjects;
	if (subject === undefined) throw new Error("the sample report has a subject");
	const { gate: _, ...report } = sampleReport({ subjects: [{ ...subject, results }] });
	return renderText(report, { ...OPTIONS, ...options });
}

describe("notes in short", () => {
	test("name the rules by target, those alike on one line", () => {
		const text = textOf([
			on("scratch", "runs", "time-zones", "ca-certificates"),
			on("busybox:glibc", "at-risk", "ca-certificates", "time-zones"),
			on("debian:12-slim", "runs", "ca-certificates", "ca-certificates"),
			on("alpine:3.20", "runs"),
		]);
		expect(text).toContain(
			"\nNotes (--verbose explains them)\n  scratch, busybox:glibc: ca-certificates, time-zones\n  debian:12-slim: ca-certificates\n",
		);
	});

	test.each<readonly [string, TargetResult, Partial<typeof OPTIONS>]>([
		["where it does not start", on("scratch", "fails", "ca-certificates"), {}],
		["with --verbose, which explains them", on("scratch", "runs", "ca-certificates"), { verbose: true }],
		["with --summary", on("scratch", "runs", "ca-certificates"), { summary: true }],
		["of what is no note", { ...on("scratch", "at-risk"), findings: [sampleFinding({ severity: "warning" })] }, {}],
	])("are not told %s", (_name, result, options) => {
		expect(textOf([result], options)).not.toContain("Notes");
	});
});
