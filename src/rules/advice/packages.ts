import { type LibraryPackages, packagesOfLibrary, packagesOfProgram } from "../../knowledge/packages.ts";
import { loaderOf } from "../context/libc.ts";
import { isGlibcLoader } from "../context/objects.ts";
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
	if (isGlibcLoader(soname)) return loaderNeededAdvice(context);
	const packages = packagesOfLibrary(soname);
	return [
		...installAdvice(context, packages),
		...runtimeLibraryAdvice(context, soname),
		...(packages?.note === undefined ? [] : [`${soname}: ${packages.note}`]),
		...(packages === undefined
			? [`ship ${soname} with the program, beside it (RUNPATH \`$ORIGIN\`) or in a directory of the search path`]
			: []),
	];
}

/** A program's interpreter (a shell, perl, python) by package. */
export function packageAdvice(context: RuleContext, path: string): readonly string[] {
	return installAdvice(context, packagesOfProgram(path.slice(path.lastIndexOf("/") + 1)));
}

function installAdvice(context: RuleContext, packages: LibraryPackages | undefined): readonly string[] {
	const manager = managerOf(context);
	const isGlibc = loaderOf(context) === "glibc";
	if (manager === "apk" && packages?.alpine !== undefined) return [`\`apk add ${packages.alpine}\``];
	if (manager === "apt" && packages?.debian?.[0] !== undefined) {
		const others = packages.debian.slice(1);
		const older = others.length > 0 ? ` (${others.join(", ")} on older releases)` : "";
		return [`\`apt-get install --no-install-recommends ${packages.debian[0]}\`${older}`];
	}
	return manager === "none" && isGlibc && packages?.debian?.[0] !== undefined
		? [`copy it out of Debian's package \`${packages.debian[0]}\`, of the release that the base was made from`]
		: [];
}

/** Run-time libraries of compilers can be linked in; other libraries are the program's own affair. */
function runtimeLibraryAdvice(context: RuleContext, soname: string): readonly string[] {
	if (soname !== "libgcc_s.so.1" && soname !== "libstdc++.so.6") return [];
	if (context.subject.program.kind === "rust") return staticAdvice(context);
	const flags = soname === "libgcc_s.so.1" ? "-static-libgcc" : "-static-libstdc++ -static-libgcc";
	return [`link it in: \`${flags}\``];
}

/** glibc's loader as a needed library: thread-local data makes the linker add it. musl serves the symbol, not the name. */
function loaderNeededAdvice(context: RuleContext): readonly string[] {
	return [
		...rebuildAdvice(context),
		"take the need away: the loader is named only for its thread-local storage, `patchelf --remove-needed`",
	];
}
