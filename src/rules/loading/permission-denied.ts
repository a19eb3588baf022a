import type { LoadProblem } from "../../loader/load.ts";
import { groupedBy, lineOf, severityOf } from "../context/problems.ts";
import type { Finding } from "../finding.ts";
import { defineRule } from "../rule.ts";

/** A file is there, and the user that the image names may not have it. */
export default defineRule({
	id: "permission-denied",
	title: "The image's user has no permission for a file that it needs",
	severity: "error",
	rank: 220,
	check({ load }) {
		const denied = load.problems.flatMap((problem) =>
			problem.denial === undefined ? [] : [{ problem, denial: problem.denial }],
		);
		return [...groupedBy(denied, ({ denial }) => denial.because).values()].map(([first]) => findingFor(first));
	},
});

interface Denied {
	readonly problem: LoadProblem;
	readonly denial: NonNullable<LoadProblem["denial"]>;
}

function findingFor({ problem, denial: { path, because, mode } }: Denied): Finding {
	return {
		rule: "permission-denied",
		severity: severityOf(problem, "warning"),
		message: `${nameOf(problem)} is there, but ${because}`,
		about: [path],
		evidence: { path, because, ...lineOf(problem) },
		remedies: [
			`let the user have it: \`RUN chmod ${mode} ${path}\`, or \`COPY --chown=\` or \`COPY --chmod=\` where it is copied`,
			"name a user or group that has the right (`USER user:group`, numbers will do)",
		],
	};
}

function nameOf(problem: LoadProblem): string {
	if (problem.kind === "library-missing") return problem.library;
	return problem.kind === "interpreter-missing" || problem.kind === "interpreter-unusable"
		? problem.interpreter
		: problem.object;
}
