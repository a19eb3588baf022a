import { lineOf, problemsMet } from "../context/problems.ts";
import { defineRule } from "../rule.ts";

/** The runtime does not find the user as whom the image is to run. */
export default defineRule({
	id: "user-missing",
	title: "The image does not know its own user",
	severity: "error",
	rank: 120,
	check(context) {
		return problemsMet(context, "user-missing").map(({ because, line }) => ({
			rule: "user-missing",
			severity: "error",
			message: `the container runtime does not start it: ${because}`,
			evidence: { because, ...lineOf({ line }) },
			remedies: [
				"name the user by number: `USER 1000:1000` needs no entry in /etc/passwd",
				"add the user (`RUN adduser -D app` on Alpine, `RUN useradd app` on Debian), or copy /etc/passwd and /etc/group from the stage that has it",
			],
		}));
	},
});
