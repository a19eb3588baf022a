import type { RuleContext } from "../rule.ts";
import { starts } from "./libc.ts";
import { sorted } from "./names.ts";
import { baseName, exists, importedOf, loadedFiles } from "./objects.ts";

/** Whether any of the paths is there. */
export function anyExists(context: RuleContext, paths: readonly string[]): boolean {
	return paths.some((path) => exists(context, path));
}

/** Which of the names the subject imports; nothing for a subject that does not get as far as calling them. */
export function subjectImports(context: RuleContext, names: readonly string[]): readonly string[] {
	const { elf } = context.subject;
	return elf && starts(context) ? importedOf(elf, names) : [];
}

/** Which of the strings stand in the subject's data; nothing for a subject that does not get as far as using them. */
export function subjectStrings(context: RuleContext, texts: readonly string[]): readonly string[] {
	return starts(context) ? texts.filter((text) => context.subject.program.strings.has(text)) : [];
}

/** Loaded libraries whose file name matches, by UTF-16 code unit. */
export function loadedNames(context: RuleContext, pattern: RegExp): readonly string[] {
	const names = loadedFiles(context)
		.filter(({ isSubject }) => !isSubject)
		.map(baseName);
	return sorted(names.filter((name) => pattern.test(name)));
}

/** Whether the subject carries its own C library: a static program. */
export function isStatic(context: RuleContext): boolean {
	return context.subject.kind === "static-executable";
}
