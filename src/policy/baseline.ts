import { fingerprint, openFindings } from "../verdict/finding-list.ts";
import type { Report } from "../verdict/report.ts";
import { mapFindings } from "./ignores.ts";
import { UsageError } from "./usage-error.ts";

/** What is known and accepted today: fingerprints of findings, sorted. */
export interface Baseline {
	readonly version: 1;
	readonly findings: readonly string[];
}

/** The baseline that accepts everything that this report still holds against its subjects. */
export function baselineOf(report: Report): Baseline {
	return { version: 1, findings: [...new Set([...openFindings(report)].map(fingerprint))].sort() };
}

/** Marks findings that the baseline knows. */
export function applyBaseline(report: Report, baseline: Baseline, file: string): Report {
	const known = new Set(baseline.findings);
	return mapFindings(report, (subject, result, finding) =>
		finding.accepted === undefined && known.has(fingerprint({ subject, result, finding }))
			? { ...finding, accepted: { by: "baseline", reason: `known in ${file}` } }
			: finding,
	);
}

/** Reads a baseline file's text. Errors: UsageError. */
export function parseBaseline(text: string, file: string): Baseline {
	const data = parseJson(text, file);
	if (typeof data !== "object" || data === null || !("version" in data) || data.version !== 1) {
		throw new UsageError(`${file}: not a baseline of this program (version 1)`);
	}
	const findings: unknown = "findings" in data ? data.findings : undefined;
	if (!Array.isArray(findings) || !findings.every((entry) => typeof entry === "string")) {
		throw new UsageError(`${file}: \`findings\` must be a list of texts`);
	}
	return { version: 1, findings };
}

function parseJson(text: string, file: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new UsageError(`${file}: ${error instanceof Error ? error.message : "not JSON"}`);
	}
}
