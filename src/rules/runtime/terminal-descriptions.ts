import { starts } from "../context/libc.ts";
import { anyExists, loadedNames } from "../context/needs.ts";
import { TERMINALS } from "../context/places.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** A program that draws on the terminal needs the terminal's description. */
export default defineRule({
	id: "terminal-descriptions",
	title: "The target has no terminal descriptions",
	severity: "info",
	rank: 960,
	check(context) {
		if (!starts(context) || anyExists(context, TERMINALS)) return [];
		const libraries = loadedNames(context, /^lib(ncursesw?|tinfow?|readline|edit)\.so/);
		if (libraries.length === 0) return [];
		return [
			{
				rule: "terminal-descriptions",
				severity: "info",
				message: `it draws on the terminal (${libraries[0]}), but ${targetWords(context)} has no terminal descriptions: "Error opening terminal"`,
				about: libraries,
				evidence: { libraries, lookedFor: TERMINALS },
				remedies: ["install `ncurses-terminfo-base` (Alpine) or `ncurses-base` (Debian), or copy /usr/share/terminfo"],
			},
		];
	},
});
