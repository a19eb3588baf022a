import {
	distrolessImage,
	type LibraryPackages,
	packagesOfLibrary,
	packagesOfProgram,
} from "../../knowledge/packages.ts";
import { isBuiltByOthers } from "../../knowledge/rebuilds.ts";
import { builtFor, loaderOf } from "../context/libc.ts";
import { isGlibcLoader, isMuslLibc } from "../context/objects.ts";
import type { RuleContext } from "../rule.ts";
import { rebuildAdvice, staticAdvice } from "./rebuild.ts";

/** Package managers by what a target's name begins with. */
type PackageManager = "apk" | "apt" | "none";

/** How packages get onto a target; `none` where nothing installs them. */
export function managerOf({ target }: RuleContext): PackageManager {
	if (target.tree.lookup("/sbin/apk").found || /^alpine[:+]/.test(target.name)) return "apk";
	return target.tree.lookup("/usr/bin/apt-get").found || /^(debian|ubuntu):/.test(target.name) ? "apt" : "none";
}

/** How to get a missing library onto the target, best first. */
export function libraryAdvice(context: RuleContext, soname: string): readonly string[] {
	if (isGlibcLoader(soname)) return loaderNeededAdvice(context, soname);
	if (isMuslLibc(soname) && isForeign(context)) return [];
	const packages = packagesOfLibrary(soname);
	return [
		...installAdvice(context, packages),
		...runtimeLibraryAdvice(context, soname),
		...(packages?.note === undefined ? [] : [`${soname}: ${packages.note}`]),
		...(packages === undefined && !isForeign(context)
			? [`ship ${soname} with the program, beside it (RUNPATH \`$ORIGIN\`) or in a directory of the search path`]
			: []),
	];
}

/** Whether the subject was built for another C library than the target's: its own libraries are no better then. */
export function isForeign(context: RuleContext): boolean {
	const [built, loader] = [builtFor(context), loaderOf(context)];
	return built !== "other" && loader !== "none" && built !== loader;
}

/** A program's interpreter (a shell, perl, python) by package, or by the base that is made for it. */
export function packageAdvice(context: RuleContext, path: string): readonly string[] {
	const name = path.slice(path.lastIndexOf("/") + 1);
	const image = context.target.name.startsWith("distroless/") ? distrolessImage(name) : undefined;
	if (image !== undefined) return [`use the base \`${image}\`, which has it`];
	const [advice, ...rest] = installAdvice(context, packagesOfProgram(name));
	if (advice === undefined || !advice.startsWith("copy")) return advice === undefined ? rest : [advice, ...rest];
	return [`${advice}, with the libraries that it needs itself`];
}

function installAdvice(context: RuleContext, packages: LibraryPackages | undefined): readonly string[] {
	const manager = managerOf(context);
	const isGlibc = loaderOf(context) === "glibc";
	if (manager === "apk" && packages?.alpine !== undefined) return [`\`apk add ${packages.alpine}\``];
	const [newest, ...others] = debianNames(context, packages);
	if (newest === undefined) return [];
	if (manager === "apt") {
		const older = others.length > 0 ? ` (${others.join(", ")} on older releases)` : "";
		return [`\`apt-get install --no-install-recommends ${newest}\`${older}`];
	}
	return manager === "none" && isGlibc
		? [`copy it out of Debian's package \`${newest}\`, of the release that the base was made from`]
		: [];
}

/** First Debian release with packages renamed for 64-bit time (`libssl3t64`). */
const T64_FROM = 13;

/** Names that the target's release may have, newest first; all where the release is not known. */
function debianNames(context: RuleContext, packages: LibraryPackages | undefined): readonly string[] {
	const names = packages?.debian ?? [];
	const older = names.filter((name) => !/t64\b/.test(name));
	const isOlder = debianRelease(context) < T64_FROM;
	return isOlder && older.length > 0 ? older : names;
}

/** 12 for Debian 12 and what is made from it; infinite where nothing says so. */
function debianRelease(context: RuleContext): number {
	const { name, provenance } = context.target;
	const named = /debian:?(\d+)/.exec(name)?.[1];
	const own = managerOf(context) === "apt" ? /^\d+/.exec(provenance.release ?? "")?.[0] : undefined;
	return Number(named ?? own ?? Number.POSITIVE_INFINITY);
}

/** Run-time libraries of compilers can be linked in; other libraries are the program's own affair. */
function runtimeLibraryAdvice(context: RuleContext, soname: string): readonly string[] {
	if (soname !== "libgcc_s.so.1" && soname !== "libstdc++.so.6") return [];
	const { kind } = context.subject.program;
	if (kind === "rust") return staticAdvice(context);
	if (isBuiltByOthers(kind)) return [];
	const flags = soname === "libgcc_s.so.1" ? "-static-libgcc" : "-static-libstdc++ -static-libgcc";
	return [`link it in: \`${flags}\``];
}

/** glibc's loader as a needed library: thread-local data makes the linker add it. musl serves the symbol, not the name. */
function loaderNeededAdvice(context: RuleContext, soname: string): readonly string[] {
	return [
		...rebuildAdvice(context),
		`take the need away: the loader is named only for its thread-local storage, \`patchelf --remove-needed ${soname}\``,
	];
}
