import { lineOf, problemsMet, severityOf } from "../context/problems.ts";
import { defineRule } from "../rule.ts";

/** glibc's spare room for initial-exec thread-local data is used up. */
export default defineRule({
	id: "tls-static-block",
	title: "The library's thread-local data does not fit into glibc's spare room",
	severity: "error",
	rank: 455,
	check(context) {
		return problemsMet(context, "tls-static-block").map((problem) => ({
			rule: "tls-static-block",
			severity: severityOf(problem, "warning"),
			message: `${problem.object} wants ${problem.sizeBytes} bytes of static thread-local storage when it is opened, more than glibc keeps spare`,
			about: [problem.object],
			evidence: {
				object: problem.object,
				sizeBytes: problem.sizeBytes,
				...lineOf(problem),
			},
			remedies: [
				"load it at program start: link the host program with it, or set LD_PRELOAD",
				`raise the room: GLIBC_TUNABLES=glibc.rtld.optional_static_tls=${problem.sizeBytes + 512}`,
				"rebuild the library with `-ftls-model=global-dynamic`",
			],
		}));
	},
});
