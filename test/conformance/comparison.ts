import type { Subject } from "./corpus/subjects.ts";
import type { Missing, Observation } from "./observation.ts";
import type { Prediction } from "./prediction.ts";

/** One pair (file, root) tried one way: what was said and what was so. */
export interface Comparison {
	readonly root: string;
	readonly observation: Observation;
	readonly prediction: Prediction;
	readonly naive: "starts" | "refused";
	/** The same verdict; undefined where nothing was observed that could be compared. */
	readonly verdict?: boolean;
	/** The same first line, both refusing. */
	readonly firstLine?: boolean;
	/** The same missing names, for `list`. */
	readonly missing?: boolean;
	/** Which lists differ, for grouping. */
	readonly differing?: readonly string[];
}

/** Compares one attempt. A prediction `unknown` agrees with nothing. */
export function compare(
	root: string,
	role: Subject["role"],
	observation: Observation,
	prediction: Prediction,
	naive: "starts" | "refused",
): Comparison {
	const common = { root, observation, prediction, naive };
	if (observation.missing !== undefined) {
		if (role === "library" && lacksLibc(observation.missing)) return common;
		const differing = differences(observation.missing, prediction);
		return { ...common, missing: differing.length === 0, differing };
	}
	// A loader that died while it listed (or whose list grew past the limit) did not tell everything.
	if (observation.outcome === "timeout" || observation.trial === "list") return common;
	const verdict = (observation.outcome === "starts" ? "starts" : "refused") === prediction.outcome;
	if (observation.outcome !== "refused" || prediction.outcome !== "refused") return { ...common, verdict };
	return { ...common, verdict, firstLine: (observation.lines[0] ?? "") === (prediction.lines[0] ?? "") };
}

/** A library is listed without the C library that its host would have brought. */
function lacksLibc({ libc, libraries }: Missing): boolean {
	return libc === false || libraries.some((name) => /^libc\.(so$|musl-)/.test(name));
}

type Lists = Pick<Prediction, "libraries" | "symbols" | "versions">;

function differences(observed: Lists, predicted: Lists): string[] {
	const result: string[] = [];
	for (const list of ["libraries", "symbols", "versions"] as const) {
		const lacking = observed[list].filter((name) => !predicted[list].includes(name));
		const excess = predicted[list].filter((name) => !observed[list].includes(name));
		if (lacking.length > 0) result.push(`${list} not predicted`);
		if (excess.length > 0) result.push(`${list} predicted in vain`);
	}
	return result;
}
