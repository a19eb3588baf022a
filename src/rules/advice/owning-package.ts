import { loaderOf } from "../context/libc.ts";
import { spelled } from "../context/names.ts";
import type { OwningPackage, RuleContext } from "../rule.ts";
import { isKnownLibrary, managerOf } from "./packages.ts";

/** Package formats as one speaks of them. */
const FORMAT_WORDS: Readonly<Record<OwningPackage["format"], string>> = {
	dpkg: "Debian package",
	apk: "apk package",
	rpm: "RPM package",
	pacman: "Arch package",
};

/** Package managers by the format of what they install. */
const MANAGERS: Readonly<Record<OwningPackage["format"], string | undefined>> = {
	dpkg: "apt",
	apk: "apk",
	rpm: "dnf",
	pacman: undefined,
};

/** `libssl3 3.0.15-1`: what owned a library on the base that the program leaves; absent where nothing did. */
export function owningPackageName(context: RuleContext, library: string): string | undefined {
	const owner = context.owningPackage?.(library);
	return owner === undefined ? undefined : packageWords(owner);
}

/** `; the image's Debian package libssl3 3.0.15-1 provided it`, or nothing. */
export function owningPackageClause(context: RuleContext, library: string): string {
	const owner = context.owningPackage?.(library);
	return owner === undefined ? "" : `; the image's ${FORMAT_WORDS[owner.format]} ${packageWords(owner)} provided it`;
}

/** `; libssl.so.3 came with the image's libssl3 3.0.15-1 and ...` for several libraries, or nothing. */
export function owningPackagesClause(context: RuleContext, libraries: readonly string[]): string {
	const known = libraries.flatMap((library) => {
		const owner = owningPackageName(context, library);
		return owner === undefined ? [] : [`${library} (${owner})`];
	});
	return known.length === 0 ? "" : `; the image's own packages provided ${spelled(known)}`;
}

/** How to get what the old base's package brought: the same package where the target takes such packages, its files
 *  where only the C library is alike. */
export function owningPackageAdvice(context: RuleContext, library: string): readonly string[] {
	const owner = context.owningPackage?.(library);
	// Where the target's own package is known by name, that is the better advice: names change with releases.
	if (owner === undefined || isKnownLibrary(library)) return [];
	const manager = managerOf(context);
	if (manager !== "none" && manager === MANAGERS[owner.format]) return [installWords(manager, owner.package)];
	const isAlike = loaderOf(context) === (owner.format === "apk" ? "musl" : "glibc");
	return isAlike && manager === "none"
		? [`copy ${library} out of the image's package ${owner.package} (${owner.path}), with what it needs itself`]
		: [];
}

function installWords(manager: keyof typeof INSTALL, name: string): string {
	return `\`${INSTALL[manager]} ${name}\`, as on the base that the image leaves`;
}

const INSTALL = {
	apt: "apt-get install --no-install-recommends",
	apk: "apk add",
	dnf: "dnf install",
} as const;

function packageWords({ package: name, version }: OwningPackage): string {
	return version === undefined ? name : `${name} ${version}`;
}
