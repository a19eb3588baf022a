import { isOnMusl } from "../context/libc.ts";
import { listed, sorted, spelled } from "../context/names.ts";
import { lazilyBoundNames } from "../context/objects.ts";
import { missingSymbols } from "../context/symbols.ts";
import { defineRule } from "../rule.ts";

/** musl looks for every function at start; glibc might never have missed one that is never called. */
export default defineRule({
	id: "lazy-binding",
	title: "musl binds at start what glibc binds at the first call",
	severity: "info",
	rank: 630,
	check(context) {
		const { elf } = context.subject;
		if (!isOnMusl(context) || !elf) return [];
		const missing = missingSymbols(context.load.problems, "at-start").map(({ symbol }) => symbol);
		if (missing.length === 0) return [];
		const deferrable = lazilyBoundNames(elf);
		const functions = sorted(missing.filter((name) => deferrable.has(name)));
		if (functions.length === 0) return [];
		return [
			{
				rule: "lazy-binding",
				severity: "info",
				message: `the program was linked so that glibc looks for ${spelled(functions)} only when called; musl has no lazy binding, and even functions that are never called must be there`,
				about: functions,
				evidence: listed("symbols", functions),
				remedies: [],
			},
		];
	},
});
