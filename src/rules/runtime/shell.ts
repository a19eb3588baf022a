import { isStatic, subjectImports, subjectStrings } from "../context/needs.ts";
import { exists } from "../context/objects.ts";
import { SHELL } from "../context/places.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** A program that starts commands through a shell needs one. */
export default defineRule({
	id: "shell",
	title: "The target has no shell",
	severity: "info",
	rank: 945,
	check(context) {
		if (exists(context, SHELL)) return [];
		const imports = subjectImports(context, ["system", "popen", "wordexp"]);
		const strings = isStatic(context) ? subjectStrings(context, [SHELL]) : [];
		const [named] = [...imports, ...strings];
		if (named === undefined) return [];
		return [
			{
				rule: "shell",
				severity: "info",
				message: `it can start commands through a shell (${named}), but ${targetWords(context)} has no ${SHELL}: those commands fail`,
				about: [SHELL],
				evidence: { imports, strings },
				remedies: ["use a base with a shell where these commands matter: busybox, alpine, debian:*-slim"],
			},
		];
	},
});
