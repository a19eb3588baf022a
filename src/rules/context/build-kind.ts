import { isBuiltByOthers } from "../../knowledge/built-by-others.ts";
import type { ProgramKind } from "../../program/program-facts.ts";
import type { RuleContext } from "../rule.ts";
import { isForeign } from "./libc.ts";

/** Folders that a package manager fills, with the kind of file whose advice holds for all in them. */
const PACKAGE_FOLDERS: readonly (readonly [RegExp, ProgramKind])[] = [
	[/(^|\/)node_modules\//, "node-addon"],
	[/(^|\/)(site|dist)-packages\//, "python-extension"],
];

/** The kind whose advice on building holds for the subject: what a package manager put there for the other C library is
 *  installed anew, whatever it was written in. */
export function buildKind(context: RuleContext): ProgramKind | undefined {
	const { path, program } = context.subject;
	if (isBuiltByOthers(program.kind) || !isForeign(context)) return program.kind;
	return PACKAGE_FOLDERS.find(([folder]) => folder.test(path))?.[1] ?? program.kind;
}
