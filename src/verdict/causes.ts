import { isPartOfGlibc } from "../knowledge/glibc-libraries.ts";
import type { Finding } from "../rules/finding.ts";
import { verdictAfterPolicy } from "./gate.ts";
import { originOf } from "./origin.ts";
import type { Cause, SubjectReport, TargetResult } from "./report.ts";

/** Names, remedies and origins listed for one cause; the files hold all of them. */
const MAX_NAMES = 40;
const MAX_REMEDIES = 5;
const MAX_ORIGINS = 5;

/** Findings of all files grouped by what would mend them: one cause is a rule, what it is about and a target.
 *  Accepted findings are no causes. Ordered by how much each blocks: what an image starts first, then errors before
 *  what could not be judged before risks, then by files blocked. The same report gives the same list. */
export function causesOf(subjects: readonly SubjectReport[]): readonly Cause[] {
	const causes = new Map<string, CauseCount>();
	for (const subject of subjects) {
		for (const result of subject.results) addResult(causes, subject, result);
	}
	return [...causes.values()].sort(byWeight).map(causeFrom);
}

interface CauseCount {
	readonly rule: string;
	readonly severity: Finding["severity"];
	readonly target: string;
	readonly about: Map<string, number>;
	/** Weights: what stands first in the advice on one file counts most. */
	readonly remedies: Map<string, number>;
	readonly origins: Map<string, number>;
	count: number;
	programs: number;
	sole: number;
	isEntrypoint: boolean;
	example: Cause["example"];
}

/** Counts each cause of a result once, however many findings speak of it. */
function addResult(causes: Map<string, CauseCount>, subject: SubjectReport, result: TargetResult): void {
	const grouped = groupedByKey(result);
	const blockers = blockersOf(grouped, result);
	for (const [key, findings] of grouped) {
		const cause = causes.get(key) ?? emptyCause(findings, subject, result);
		causes.set(key, cause);
		cause.count += 1;
		if (isProgram(subject)) cause.programs += 1;
		if (blockers.size === 1 && blockers.has(key)) cause.sole += 1;
		if (subject.role === "entrypoint" && !cause.isEntrypoint) {
			cause.isEntrypoint = true;
			cause.example = exampleOf(findings, subject, result);
		}
		for (const { about = [], remedies } of findings) {
			for (const name of about) bump(cause.about, name);
			for (const [index, remedy] of remedies.entries()) bump(cause.remedies, remedy, 1 / (index + 1));
		}
		const origin = originOf(subject);
		if (origin !== undefined) bump(cause.origins, origin);
	}
}

function groupedByKey(result: TargetResult): ReadonlyMap<string, readonly Finding[]> {
	const grouped = new Map<string, Finding[]>();
	for (const finding of causingFindings(result)) {
		const key = keyOf(finding, result);
		const others = grouped.get(key);
		if (others === undefined) grouped.set(key, [finding]);
		else others.push(finding);
	}
	return grouped;
}

/** Open errors and warnings; for what could not be judged whatever says so, its first line where no rule does. */
function causingFindings(result: TargetResult): readonly Finding[] {
	const open = result.findings.filter(({ accepted }) => accepted === undefined);
	const serious = open.filter(({ severity }) => severity !== "info");
	if (verdictAfterPolicy(result) !== "unknown") return serious;
	const reasons = open.filter(({ rule }) => rule === "not-judged" || rule === "packed-content");
	return reasons.length === 0 ? [...serious, withoutRule(result)] : [...serious, ...reasons];
}

function withoutRule({ message = "it could not be judged" }: TargetResult): Finding {
	return { rule: "not-judged", severity: "info", message, evidence: { reason: message }, remedies: [] };
}

/** All that speaks against a result: where it is one cause alone, the file runs once that is mended. A missing loader is
 *  not alone where libraries beyond glibc's own are missing behind it. */
function blockersOf(grouped: ReadonlyMap<string, unknown>, { missing }: TargetResult): ReadonlySet<string> {
	const { interpreter, libraries } = missing;
	const isMoreBehind = interpreter !== undefined && libraries.some((library) => !isPartOfGlibc(library));
	return new Set([...grouped.keys(), ...(isMoreBehind ? ["behind"] : [])]);
}

/** What one mend would take away together. */
function keyOf(finding: Finding, result: TargetResult): string {
	return JSON.stringify([result.target, ...subjectMatter(finding, result)]);
}

/** A remedy that is nothing but a command that installs packages. */
const INSTALLS = /^`(?:apt-get install|apk add|dnf install|microdnf install|pacman -S) [^`]+`$/;

function subjectMatter(finding: Finding, result: TargetResult): readonly string[] {
	const { rule, about = [], evidence, remedies, message } = finding;
	const { library, family, object, reason } = evidence;
	switch (rule) {
		case "symbol-version-missing":
			return [rule, String(library)];
		case "symbol-missing":
		case "symbol-lazily-missing": {
			// A symbol of a version that is missing, too, comes with the newer library.
			const older = libraryTooOld(result, evidence);
			if (older !== undefined) return ["symbol-version-missing", older];
			return [rule, String(family ?? remedies.join("\n"))];
		}
		case "library-missing":
			// Libraries of one package come together.
			return [rule, remedies.find((remedy) => INSTALLS.test(remedy)) ?? about.join("\n")];
		case "not-judged":
		case "packed-content":
			return [rule, String(reason ?? message)];
		default: {
			const names = about.filter((name) => name !== object);
			return [rule, ...(names.length === 0 ? remedies : names)];
		}
	}
}

/** The library of the target that is older than the one which the finding's symbols come from. */
function libraryTooOld({ findings, missing }: TargetResult, { versions }: Finding["evidence"]): string | undefined {
	if (!Array.isArray(versions) || versions.length === 0) return undefined;
	if (!versions.every((version) => missing.versions.includes(version))) return undefined;
	const finding = findings.find(
		({ rule, about = [] }) => rule === "symbol-version-missing" && versions.some((version) => about.includes(version)),
	);
	return finding === undefined ? undefined : String(finding.evidence.library);
}

function emptyCause(findings: readonly Finding[], subject: SubjectReport, result: TargetResult): CauseCount {
	const leading = leadingOf(findings);
	return {
		rule: leading?.rule ?? "not-judged",
		severity: leading?.severity ?? "info",
		target: result.target,
		about: new Map(),
		remedies: new Map(),
		origins: new Map(),
		count: 0,
		programs: 0,
		sole: 0,
		isEntrypoint: false,
		example: exampleOf(findings, subject, result),
	};
}

/** Where symbols count with their missing version, the version speaks for them. */
function leadingOf(findings: readonly Finding[]): Finding | undefined {
	return findings.find(({ rule }) => rule === "symbol-version-missing") ?? findings[0];
}

/** The loader's own line for this very finding where the evidence has it, else the first that the user would see. */
function exampleOf(findings: readonly Finding[], subject: SubjectReport, result: TargetResult): Cause["example"] {
	const leading = leadingOf(findings);
	const line = leading?.evidence.line;
	const own = leading === undefined || leading.severity === "info" ? result.message : leading.message;
	const message = typeof line === "string" ? line : (own ?? leading?.message ?? result.verdict);
	const { path, source, location } = subject;
	return { path, source, ...(location === undefined ? {} : { location }), message };
}

function causeFrom(cause: CauseCount): Cause {
	const origins = mostFrequent(cause.origins, MAX_ORIGINS);
	return {
		rule: cause.rule,
		severity: cause.severity,
		target: cause.target,
		about: mostFrequent(cause.about, MAX_NAMES).sort(),
		count: cause.count,
		programs: cause.programs,
		soleBlockerOf: cause.sole,
		remedies: mostFrequent(cause.remedies, MAX_REMEDIES),
		example: cause.example,
		...(cause.isEntrypoint ? { blocksEntrypoint: true } : {}),
		...(origins.length === 0 ? {} : { from: origins }),
	};
}

function mostFrequent(counts: ReadonlyMap<string, number>, most: number): string[] {
	return [...counts]
		.sort(([, one], [, other]) => other - one)
		.slice(0, most)
		.map(([name]) => name);
}

const SEVERITY_RANK = { error: 0, info: 1, warning: 2 } as const satisfies Record<Finding["severity"], number>;

function byWeight(one: CauseCount, other: CauseCount): number {
	return (
		Number(other.isEntrypoint) - Number(one.isEntrypoint) ||
		SEVERITY_RANK[one.severity] - SEVERITY_RANK[other.severity] ||
		other.count - one.count ||
		other.sole - one.sole
	);
}

function isProgram({ kind }: SubjectReport): boolean {
	return kind === "executable" || kind === "static-executable" || kind === "script";
}

function bump(counts: Map<string, number>, name: string, by = 1): void {
	counts.set(name, (counts.get(name) ?? 0) + by);
}
