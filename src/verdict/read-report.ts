import type { SubjectKind } from "../program/program-facts.ts";
import type { Finding, Severity } from "../rules/finding.ts";
import { isObject, type JsonObject, optionalText, text, texts } from "../targets/json-values.ts";
import type { Report, SubjectReport, TargetResult, Verdict } from "./report.ts";

const VERDICTS: readonly Verdict[] = ["runs", "at-risk", "fails", "unknown"];
const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];
const KINDS: readonly SubjectKind[] = [
	"executable",
	"static-executable",
	"shared-library",
	"script",
	"other-elf",
	"malformed",
];

/** A report as `--format json` wrote it: verdicts, messages and findings, checked field by field. What only other readers
 *  need (facts of the ELF files, recommendation) is left out.
 *  Errors: TypeError that says what is wrong with it; SyntaxError for what is no JSON. */
export function readReport(json: string): Report {
	const value: unknown = JSON.parse(json);
	if (!isObject(value) || !Array.isArray(value.subjects))
		throw new TypeError("no report of elfspect: no list of subjects");
	if (value.schemaVersion !== 1) {
		throw new TypeError(`report of schema version ${String(value.schemaVersion)}; this version reads 1`);
	}
	return {
		schemaVersion: 1,
		tool: { name: "elfspect", version: isObject(value.tool) ? text(value.tool, "version") : "" },
		subjects: value.subjects.map(readSubject),
	};
}

function readSubject(value: unknown): SubjectReport {
	const subject = object(value, "a subject");
	const { role } = subject;
	const ownedBy = optionalText(subject, "ownedBy");
	return {
		path: text(subject, "path"),
		source: text(subject, "source"),
		kind: oneOf(KINDS, subject.kind, "kind"),
		...(role === "entrypoint" || role === "command" || role === "plug-in" ? { role } : {}),
		...(ownedBy === undefined ? {} : { ownedBy }),
		results: list(subject, "results").map(readResult),
	};
}

function readResult(value: unknown): TargetResult {
	const result = object(value, "a result");
	const message = optionalText(result, "message");
	const missing = object(result.missing ?? {}, "missing");
	const interpreter = optionalText(missing, "interpreter");
	return {
		target: text(result, "target"),
		arch: text(result, "arch"),
		verdict: oneOf(VERDICTS, result.verdict, "verdict"),
		...(message === undefined ? {} : { message }),
		missing: {
			...(interpreter === undefined ? {} : { interpreter }),
			libraries: texts(missing, "libraries"),
			symbols: texts(missing, "symbols"),
			versions: texts(missing, "versions"),
		},
		findings: list(result, "findings").map(readFinding),
	};
}

function readFinding(value: unknown): Finding {
	const finding = object(value, "a finding");
	const { accepted } = finding;
	return {
		rule: text(finding, "rule"),
		severity: oneOf(SEVERITIES, finding.severity, "severity"),
		message: text(finding, "message"),
		about: texts(finding, "about"),
		evidence: object(finding.evidence ?? {}, "evidence"),
		remedies: texts(finding, "remedies"),
		...(isObject(accepted)
			? { accepted: { by: accepted.by === "ignore" ? "ignore" : "baseline", reason: text(accepted, "reason") } }
			: {}),
	};
}

function object(value: unknown, what: string): JsonObject {
	if (!isObject(value)) throw new TypeError(`no report of elfspect: ${what} is no object`);
	return value;
}

function list(from: JsonObject, key: string): readonly unknown[] {
	const value = from[key];
	if (!Array.isArray(value)) throw new TypeError(`no report of elfspect: ${key} is no list`);
	return value;
}

function oneOf<const T extends string>(known: readonly T[], value: unknown, what: string): T {
	const found = known.find((each) => each === value);
	if (found === undefined) throw new TypeError(`no report of elfspect: ${what} is none of ${known.join(", ")}`);
	return found;
}
