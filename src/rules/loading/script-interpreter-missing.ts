import { UNIX_LINE_ENDS } from "../advice/line-ends.ts";
import { packageAdvice } from "../advice/packages.ts";
import { lineOf, problemsMet } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** The kernel takes the carriage return for a part of the name. */
const WINDOWS_LINES = [UNIX_LINE_ENDS];

/** A script whose `#!` line names a program that the target does not have. */
export default defineRule({
	id: "script-interpreter-missing",
	title: "The script's interpreter is not on the target",
	severity: "error",
	rank: 240,
	check(context) {
		if (context.subject.kind !== "script") return [];
		return problemsMet(context, "interpreter-missing").map(({ interpreter, errno, line }) => ({
			rule: "script-interpreter-missing",
			severity: "error",
			message: `the script needs ${interpreter}, which ${targetWords(context)} does not have: the kernel reports "no such file or directory" although the script exists`,
			about: [interpreter],
			evidence: { interpreter, errno, ...lineOf({ line }) },
			remedies: interpreter.endsWith("\r")
				? WINDOWS_LINES
				: [
						...packageAdvice(context, interpreter),
						...(/\/(ba|z|k)sh$/.test(interpreter) ? ["write it for /bin/sh"] : []),
						`use a base image that has ${interpreter}`,
					],
		}));
	},
});
