import type { Target } from "../targets/target.ts";
import { isPassedOver, worse } from "./gate.ts";
import { nearestBase } from "./nearest-base.ts";
import type { NearestBase, Recommendation, SubjectReport, TargetResult, Verdict } from "./report.ts";

/** What the recommendation needs to know of a target. */
export type Candidate = Pick<Target, "name" | "size">;

interface Judged {
	readonly candidate: Candidate;
	readonly verdict: Verdict;
	/** How many subjects run there. */
	readonly runs: number;
	/** The worst result there, for the reason. */
	readonly result: TargetResult | undefined;
}

const NAMED_SMALLER = 3;

/** The smallest base on which every subject runs, and why: by verdict first, then by real size.
 *  Absent when there is nothing to choose from. */
export function recommend(
	subjects: readonly SubjectReport[],
	candidates: readonly Candidate[],
): Recommendation | undefined {
	const judgedSubjects = subjects.filter((subject) => subject.results.length > 0);
	if (judgedSubjects.length === 0 || candidates.length === 0) return undefined;
	const judged = candidates.map((candidate) => judge(candidate, judgedSubjects)).sort(bySize);
	const running = judged.filter(({ verdict }) => verdict === "runs");
	const risky = judged.filter(({ verdict }) => verdict === "at-risk");
	const [best] = running;
	const nearest = best || risky.length > 0 ? undefined : nearestBase(judgedSubjects, judged.map(nameOf));
	const because = best ? reasonFor(best, judged) : reasonForNone(risky, judged, judgedSubjects.length, nearest);
	return {
		...(best ? { smallest: best.candidate.name } : {}),
		...(nearest ? { nearest } : {}),
		alternatives: [...running.slice(1), ...risky].map(({ candidate }) => candidate.name),
		because,
	};
}

function nameOf({ candidate }: Judged): string {
	return candidate.name;
}

function judge(candidate: Candidate, all: readonly SubjectReport[]): Judged {
	const subjects = all.filter((subject) => !isPassedOver(subject, candidate.name));
	const results = subjects.map((subject) => subject.results.find(({ target }) => target === candidate.name));
	const verdict = results.map((result) => result?.verdict ?? "unknown").reduce(worse, "runs");
	const runs = results.filter((result) => result?.verdict === "runs").length;
	return { candidate, verdict, runs, result: results.find((result) => result?.verdict === verdict) };
}

/** Unmeasured targets come last: nothing says that they are small. Ties go to the shorter, then earlier name. */
function bySize(one: Judged, other: Judged): number {
	const difference = unpacked(one) - unpacked(other);
	if (difference !== 0 && !Number.isNaN(difference)) return difference;
	const [a, b] = [one.candidate.name, other.candidate.name];
	return a.length - b.length || (a < b ? -1 : 1);
}

function unpacked({ candidate }: Judged): number {
	return candidate.size?.unpackedBytes ?? Number.POSITIVE_INFINITY;
}

function reasonFor(best: Judged, judged: readonly Judged[]): string {
	const smaller = judged.slice(0, judged.indexOf(best));
	const first = `${described(best.candidate)} is the smallest on which everything runs.`;
	if (smaller.length === 0) return first;
	const named = smaller.slice(-NAMED_SMALLER).map((each) => `${described(each.candidate)} ${shortcoming(each)}`);
	return `${first}\nSmaller ones fall short: ${named.join("; ")}.`;
}

function reasonForNone(
	risky: readonly Judged[],
	judged: readonly Judged[],
	subjects: number,
	near: NearestBase | undefined,
): string {
	const [nearest] = risky;
	if (nearest)
		return `Nothing runs it without a risk.\nIt starts on ${described(nearest.candidate)}, which ${shortcoming(nearest)}.`;
	const [closest] = [...judged].sort((one, other) => other.runs - one.runs || lack(one) - lack(other));
	const none = `It runs on none of the ${judged.length} targets.`;
	if (near) {
		return `It runs on none of the ${judged.length} targets unchanged.\n${near.target} lacks only libraries that its packages provide: ${near.packages.join(", ")} (not tried).`;
	}
	if (closest === undefined) return none;
	const where = described(closest.candidate);
	return closest.runs === 0
		? `${none}\n${where} ${shortcoming(closest)}.`
		: `None of the ${judged.length} targets runs everything.\n${where} comes closest: ${closest.runs} of ${subjects} run there, and it ${shortcoming(closest)}.`;
}

/** How many names a target lacks; nobody knows how many it would be where there is no loader to look for them, or where
 *  it fails for another reason. */
function lack({ verdict, result }: Judged): number {
	const { interpreter, libraries, versions, symbols } = result?.missing ?? NOTHING_MISSING;
	const isTried = interpreter === undefined && result?.findings.every(({ rule }) => rule !== "no-loader") === true;
	const names = libraries.length + versions.length + symbols.length;
	return verdict === "fails" && isTried && names > 0 ? names : Number.MAX_SAFE_INTEGER;
}

/** The shortest true thing about why a target was passed over. */
function shortcoming({ verdict, result }: Judged): string {
	const { interpreter, libraries, versions, symbols } = result?.missing ?? NOTHING_MISSING;
	if (verdict === "unknown") return "could not be judged";
	if (interpreter !== undefined) return `lacks ${interpreter}`;
	const [name] = [...libraries, ...versions, ...symbols];
	if (name !== undefined) return `lacks ${name}`;
	const finding = result?.findings.find(({ severity }) => severity === (verdict === "fails" ? "error" : "warning"));
	return `has ${finding ? `the finding ${finding.rule}` : "no loader for it"}`;
}

const NOTHING_MISSING = { interpreter: undefined, libraries: [], versions: [], symbols: [] } as const;

function described({ name, size }: Candidate): string {
	return size ? `${name} (${humanSize(size.unpackedBytes)})` : name;
}

/** Bytes as people say them: decimal units, one digit below ten. */
export function humanSize(bytes: number): string {
	const [value, unit] = bytes >= 1e9 ? [bytes / 1e9, "GB"] : bytes >= 1e6 ? [bytes / 1e6, "MB"] : [bytes / 1e3, "kB"];
	if (bytes < 1000) return `${bytes} B`;
	return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
