import { existsSync, readFileSync } from "node:fs";
import { applyBaseline, baselineOf, parseBaseline } from "../policy/baseline.ts";
import { applyIgnores } from "../policy/ignores.ts";
import { gateWithPaths } from "../policy/path-gate.ts";
import { UsageError } from "../policy/usage-error.ts";
import { RULES } from "../rules/registry.ts";
import { nearestNames } from "../targets/nearest-names.ts";
import { causesOf } from "../verdict/causes.ts";
import type { Diagnostic, Report } from "../verdict/report.ts";
import type { Settings } from "./settings.ts";
import { writeFileWhole } from "./write-output.ts";

/** The report with accepted findings marked and the gate asked again; `--update-baseline` writes the baseline first.
 *  Errors: UsageError for an unreadable baseline. */
export function applyPolicy(report: Report, settings: Settings): Report {
	const judged = withBaseline(withIgnores(report, settings), settings);
	const gate = gateWithPaths(judged, settings.options.failOn, settings.paths);
	return { ...judged, causes: causesOf(judged.subjects), ...(gate === undefined ? {} : { gate }) };
}

function withIgnores(report: Report, { ignore, configFile = "configuration" }: Settings): Report {
	const { report: ignored, unused } = applyIgnores(report, ignore);
	const notes = unused.map(
		({ rule, line }): Diagnostic => ({
			severity: "warning",
			source: configFile,
			message: `${configFile}:${line}: ${isRule(rule) ? `the ignore of ${rule} matches nothing; remove it` : noRule(rule)}`,
		}),
	);
	const diagnostics = [...(report.diagnostics ?? []), ...notes];
	return diagnostics.length === 0 ? ignored : { ...ignored, diagnostics };
}

function withBaseline(report: Report, { options: { baseline, updateBaseline } }: Settings): Report {
	if (baseline === undefined) return report;
	if (updateBaseline === true) {
		writeFileWhole(baseline, `${JSON.stringify(baselineOf(report), null, 2)}\n`);
	} else if (!existsSync(baseline)) {
		throw new UsageError(`${baseline}: no such baseline; --update-baseline writes it`);
	}
	return applyBaseline(report, parseBaseline(readFileSync(baseline, "utf8"), baseline), baseline);
}

function isRule(id: string): boolean {
	return RULES.some((rule) => rule.id === id);
}

function noRule(id: string): string {
	const near = nearestNames(
		id,
		RULES.map((rule) => rule.id),
	);
	return `no rule is called ${id}${near.length === 0 ? "" : `; near: ${near.join(", ")}`}`;
}
