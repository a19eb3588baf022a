import { lineOf, problemsMet, severityOf } from "../context/problems.ts";
import { defineRule } from "../rule.ts";

/** musl has no spare room for thread-local data of the initial-exec kind in a library that is opened later. */
export default defineRule({
	id: "tls-initial-exec",
	title: "The library's thread-local data cannot be opened at run time",
	severity: "error",
	rank: 450,
	check(context) {
		return problemsMet(context, "tls-initial-exec").map((problem) => ({
			rule: "tls-initial-exec",
			severity: severityOf(problem, "warning"),
			message: `${problem.object} reaches the thread-local data of ${problem.library} in the initial-exec way, which musl allows only to what is loaded at program start`,
			about: [problem.object],
			evidence: {
				object: problem.object,
				library: problem.library,
				...(problem.symbol === undefined ? {} : { symbol: problem.symbol }),
				...lineOf(problem),
			},
			remedies: context.subject.program.kind === "go" ? [GO] : OTHERS,
		}));
	},
});

const OTHERS = [
	"rebuild the library with `-ftls-model=global-dynamic`",
	"have it loaded at program start: link the host program with it, or set LD_PRELOAD",
];
/** Loaded at program start it crashes: golang/go#13492. */
const GO = "Go's c-shared libraries always do this: ship them on a base with glibc";
