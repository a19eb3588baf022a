import type { Report, SubjectReport, Verdict } from "../../verdict/report.ts";

/** Subjects that do not run everywhere, what matters most first: what an image starts, then by the verdict on the first
 *  target (for an image that is the image itself); those alike stay in their order. */
export function failingSubjects({ subjects }: Report): readonly SubjectReport[] {
	const failing = subjects.filter(({ results }) => results.some(({ verdict }) => verdict !== "runs"));
	return failing.sort((one, other) => rankOf(one) - rankOf(other));
}

function rankOf({ role, results }: SubjectReport): number {
	if (role === "entrypoint") return 0;
	if (role === "command") return 1;
	return 2 + BY_VERDICT.indexOf(results[0]?.verdict ?? "runs");
}

const BY_VERDICT: readonly Verdict[] = ["fails", "unknown", "at-risk", "runs"];
