import type { Report, TargetResult } from "../verdict/report.ts";
import { causeHeadline, causeReach, causesIn } from "./cause-words.ts";
import type { Renderer } from "./renderer.ts";
import { locatedName, subjectNames } from "./subject-name.ts";
import { xmlText } from "./xml-text.ts";

/** Causes listed per target. */
const MAX_CAUSES = 20;

/** JUnit XML: a suite per target, a case per file. Fails and unknown are failures, at-risk too when the gate counts
 *  warnings; accepted findings do not fail a case. Inputs that could not be read are errors. */
export const renderJunit: Renderer = (report) => {
	const targets = [...new Set(report.subjects.flatMap((subject) => subject.results.map(({ target }) => target)))];
	const suites = [...targets.map((target) => suite(report, target)), ...lostInputs(report)];
	return ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", ...suites, "</testsuites>", ""].join("\n");
};

function suite(report: Report, target: string): string {
	const cases = report.subjects.flatMap((subject) =>
		subject.results.filter((result) => result.target === target).map((result) => ({ subject, result })),
	);
	const nameOf = subjectNames(report);
	const failures = cases.filter(({ result }) => isFailure(report, result)).length;
	return [
		`  <testsuite name="${xmlText(`elfspect ${target}`)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0">`,
		...causeProperties(report, target),
		...cases.map(({ subject, result }) =>
			testCase(report, subject.location === undefined ? nameOf(subject) : locatedName(subject), result),
		),
		"  </testsuite>",
	].join("\n");
}

/** What to mend, what blocks most first. */
function causeProperties(report: Report, target: string): string[] {
	const causes = causesIn(report).filter((cause) => cause.target === target);
	if (causes.length === 0) return [];
	const properties = causes.slice(0, MAX_CAUSES).map((cause, index) => {
		const value = `${causeHeadline(cause)} (${cause.rule}): ${causeReach(cause)}`;
		return `      <property name="cause ${index + 1} of ${causes.length}" value="${xmlText(value)}"/>`;
	});
	return ["    <properties>", ...properties, "    </properties>"];
}

/** What could not be read at all is on no target: a suite of its own, so that it is not overlooked. */
function lostInputs({ diagnostics = [] }: Report): string[] {
	const lost = diagnostics.filter(({ severity }) => severity === "error");
	if (lost.length === 0) return [];
	return [
		`  <testsuite name="elfspect inputs" tests="${lost.length}" failures="0" errors="${lost.length}" skipped="0">`,
		...lost.flatMap(({ source, path, message }) => [
			`    <testcase classname="inputs" name="${xmlText(path ?? source)}">`,
			`      <error type="unreadable" message="${xmlText(message)}"/>`,
			"    </testcase>",
		]),
		"  </testsuite>",
	];
}

function testCase(report: Report, name: string, result: TargetResult): string {
	const head = `    <testcase classname="${xmlText(result.target)}" name="${xmlText(name)}" time="0"`;
	if (!isFailure(report, result)) return `${head}/>`;
	const message = result.message ?? result.findings[0]?.message ?? result.verdict;
	const body = result.findings
		.filter(({ severity }) => severity !== "info")
		.flatMap((finding) => [
			`${finding.rule}: ${finding.message}`,
			...finding.remedies.map((remedy) => `  - ${remedy}`),
			`  inspect explain ${finding.rule}`,
		]);
	return [
		`${head}>`,
		`      <failure type="${result.verdict}" message="${xmlText(message)}">${body.map(xmlText).join("\n")}</failure>`,
		"    </testcase>",
	].join("\n");
}

function isFailure(report: Report, result: TargetResult): boolean {
	if (result.verdict === "unknown") return true;
	const failOn = report.gate?.failOn ?? "error";
	return result.findings.some(
		({ severity, accepted }) =>
			accepted === undefined && (severity === "error" || (severity === "warning" && failOn === "warning")),
	);
}
