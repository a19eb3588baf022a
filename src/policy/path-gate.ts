import { gateOf, isIncomplete } from "../verdict/gate.ts";
import type { Gate, Report, SubjectReport } from "../verdict/report.ts";
import type { PathRule } from "./config-schema.ts";
import type { FailOn } from "./fail-on.ts";
import { matchesFile } from "./path-glob.ts";

/** The gate where some paths have a level of their own: each subject is held to the last rule that matches its path.
 *  Failures stand in report order. */
export function gateWithPaths(report: Report, failOn: FailOn, paths: readonly PathRule[]): Gate | undefined {
	const targets = report.gate?.targets ?? [];
	const gates = report.subjects.map((subject) =>
		gateOf({ subjects: [subject], targets, failOn: levelFor(subject, failOn, paths) }),
	);
	const failures = gates.flatMap((gate) => gate?.failures ?? []);
	if (targets.length === 0) return undefined;
	const passed = failures.length === 0 && (failOn === "never" || !isIncomplete(report.diagnostics));
	return { passed, failOn, targets, ...(failures.length === 0 ? {} : { failures }) };
}

function levelFor(subject: SubjectReport, failOn: FailOn, paths: readonly PathRule[]): FailOn {
	return paths.findLast((rule) => rule.failOn !== undefined && matchesFile(rule.path, subject))?.failOn ?? failOn;
}
