import type { LibcIdentity } from "../../targets/libc-identity.ts";
import type { RuleContext } from "../rule.ts";
import { isBuiltForGlibc, isBuiltForMusl, type LoadedFile, loadedFiles } from "./objects.ts";

/** The C library that a load ends up with: the interpreter's where one ran, else the target's own. */
export function libcOf(context: RuleContext): LibcIdentity {
	return context.load.interpreter?.libc ?? context.target.libc;
}

/** What a target can load: `none` where there is no loader that this project knows. */
export function loaderOf(context: RuleContext): "musl" | "glibc" | "none" {
	const { kind } = context.target.libc;
	if (kind === "gcompat") return "musl";
	return kind === "musl" || kind === "glibc" ? kind : "none";
}

/** Whether musl does the loading, gcompat's stub in front of it or not. */
export function isOnMusl(context: RuleContext): boolean {
	const { kind } = libcOf(context);
	return kind === "musl" || kind === "gcompat";
}

/** Whether the loader finished, so that what the program does next matters. */
export function starts(context: RuleContext): boolean {
	return context.load.outcome === "starts";
}

/** What the subject was built for. */
export function builtFor(context: RuleContext): "glibc" | "musl" | "other" {
	const { elf } = context.subject;
	if (!elf) return "other";
	if (isBuiltForMusl(elf)) return "musl";
	return isBuiltForGlibc(elf) ? "glibc" : "other";
}

/** Whether the subject was built for another C library than the target's: its own libraries are no better then. */
export function isForeign(context: RuleContext): boolean {
	const [built, loader] = [builtFor(context), loaderOf(context)];
	return built !== "other" && loader !== "none" && built !== loader;
}

/** The files that were built against glibc and would run on musl: the subject, and what is shipped with it. */
export function glibcFilesOnMusl(context: RuleContext): readonly LoadedFile[] {
	if (!isOnMusl(context)) return [];
	return filesOrSubject(context).filter(({ elf, object }) => isBuiltForGlibc(elf) && !isOfTarget(context, object.path));
}

/** A load that was refused before any library was looked for still has its subject. */
function filesOrSubject(context: RuleContext): readonly LoadedFile[] {
	const files = loadedFiles(context);
	const { elf, path } = context.subject;
	if (files.some(({ isSubject }) => isSubject) || !elf) return files;
	return [{ object: { name: path, path, via: "subject", steps: [] }, elf, isSubject: true }, ...files];
}

/** Whether the target itself brings a file, gcompat's own libraries for instance. */
function isOfTarget(context: RuleContext, path: string | undefined): boolean {
	return path !== undefined && path !== context.subject.path && context.target.tree.lookup(path).found;
}

/** `1.2.3` against `1.2.4`: negative, zero or positive; absent where a version is not known. */
export function compareVersions(version: string | undefined, other: string): number | undefined {
	if (version === undefined) return undefined;
	const [left, right] = [numbers(version), numbers(other)];
	for (let index = 0; index < Math.max(left.length, right.length); index++) {
		const difference = (left[index] ?? 0) - (right[index] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

function numbers(version: string): readonly number[] {
	return (version.match(/^\d+(\.\d+)*/)?.[0] ?? "0").split(".").map(Number);
}
