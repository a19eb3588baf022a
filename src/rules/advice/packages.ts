import { isBuiltByOthers } from "../../knowledge/built-by-others.ts";
import { lackedVersion, releasesWith, renamedLibrary } from "../../knowledge/library-versions.ts";
import {
	alpinePackage,
	distrolessImage,
	isOfHostDriver,
	type LibraryPackages,
	packagesOfLibrary,
	packagesOfProgram,
} from "../../knowledge/packages.ts";
import { aptPackagesOf, aptReleaseNamed, knownRelease } from "../../targets/apt-libraries.ts";
import { buildKind } from "../context/build-kind.ts";
import { isForeign, loaderOf } from "../context/libc.ts";
import { isGlibcLoader, isMuslLibc } from "../context/objects.ts";
import type { RuleContext } from "../rule.ts";
import { rebuildAdvice, staticAdvice } from "./rebuild.ts";
import { shipAdvice } from "./ship.ts";

/** Package managers by what a target's name begins with. */
type PackageManager = "apk" | "apt" | "dnf" | "none";

/** How packages get onto a target; `none` where nothing installs them. */
export function managerOf({ target }: RuleContext): PackageManager {
	if (target.tree.lookup("/sbin/apk").found || /^alpine[:+]/.test(target.name)) return "apk";
	if (["dnf", "microdnf", "yum"].some((name) => target.tree.lookup(`/usr/bin/${name}`).found)) return "dnf";
	return target.tree.lookup("/usr/bin/apt-get").found || /^(debian|ubuntu):/.test(target.name) ? "apt" : "none";
}

/** How to get a missing library onto the target, best first. */
export function libraryAdvice(context: RuleContext, soname: string): readonly string[] {
	if (isGlibcLoader(soname)) return loaderNeededAdvice(context, soname);
	if (isMuslLibc(soname) && isForeign(context)) return [];
	if (isOfHostDriver(soname)) return hostDriverAdvice(context, soname);
	const packages = packagesOfLibrary(soname);
	return [
		...installLibraryAdvice(context, soname),
		...runtimeLibraryAdvice(context, soname),
		...notesOn(context, packages).map((note) => `${soname}: ${note}`),
		...(!isKnownLibrary(soname) && !isForeign(context) ? [shipAdvice(context, soname)] : []),
	];
}

/** The toolkit mounts what fits the host's kernel module; it is made for glibc. */
function hostDriverAdvice(context: RuleContext, soname: string): readonly string[] {
	const start = `${soname} comes from the driver of the machine, not from a package: start the container with \`--gpus all\` where nvidia-container-toolkit is installed`;
	return loaderOf(context) === "musl"
		? [start, "take a base with glibc: the driver's libraries are made for it"]
		: [start];
}

/** Whether a package is known that brings a library. */
export function isKnownLibrary(soname: string): boolean {
	return packagesOfLibrary(soname) !== undefined || aptPackagesOf(soname).size > 0;
}

function notesOn(context: RuleContext, { note, onAlpine }: LibraryPackages = {}): readonly string[] {
	const isMusl = managerOf(context) === "apk" || loaderOf(context) === "musl";
	return [note, isMusl ? onAlpine : undefined].filter((text) => text !== undefined);
}

/** A program's interpreter (a shell, perl, python) by package, or by the base that is made for it. */
export function packageAdvice(context: RuleContext, path: string): readonly string[] {
	const name = path.slice(path.lastIndexOf("/") + 1);
	const image = context.target.name.startsWith("distroless/") ? distrolessImage(name) : undefined;
	if (image !== undefined) return [`use the base \`${image}\`, which has it`];
	const [advice, ...rest] = installAdvice(context, packagesOfProgram(name));
	return advice === undefined ? rest : [advice, ...rest];
}

/** A library: Debian's package names are those of the target's release. */
function installLibraryAdvice(context: RuleContext, soname: string): readonly string[] {
	const manager = managerOf(context);
	if (manager === "apk") return alpineAdvice(context, soname);
	if (manager === "dnf") return [`\`dnf install '${soname}${is64Bit(context) ? "()(64bit)" : ""}'\``];
	if (manager === "none" && loaderOf(context) !== "glibc") return [];
	const release = aptRelease(context);
	const packages = packagesInFamily(soname, release ?? "debian");
	const own = release === undefined ? [...packages.values()].at(-1) : packages.get(release);
	const renamed = own === undefined && release !== undefined ? renamedAdvice(context, soname, release) : undefined;
	if (renamed !== undefined) return [renamed];
	const lacked =
		own === undefined || release === undefined ? undefined : lackedVersion(soname, release, wantedOf(context, soname));
	if (lacked !== undefined && release !== undefined) return [versionAdvice(lacked, soname, release)];
	if (own !== undefined) return [debianAdvice(manager, own, release === undefined ? [...packages.values()] : [])];
	if (packages.size > 0 && release !== undefined) return [otherReleaseAdvice(soname, packages, release)];
	return installAdvice(context, packagesOfLibrary(soname));
}

/** What Alpine's release has; for one that it has not, which releases have it. */
function alpineAdvice({ target }: RuleContext, soname: string): readonly string[] {
	const release = /^alpine:(\d+\.\d+)/.exec(target.name)?.[1] ?? /^\d+\.\d+/.exec(target.provenance.release ?? "")?.[0];
	const name = alpinePackage(soname, release);
	if (name !== undefined) return [`\`apk add ${name}\``];
	const { inAlpine = [] } = packagesOfLibrary(soname) ?? {};
	if (inAlpine.length === 0) return [];
	const places = inAlpine.map((span) => `${spanWords(span.from, span.to)} (package ${span.package})`);
	return [
		`Alpine ${release} has no ${soname}, ${places.join(" and ")} has: take such a release as the base, or build against what this one has`,
	];
}

function spanWords(from: string | undefined, to: string | undefined): string {
	if (from === undefined) return `Alpine up to ${to}`;
	if (to === undefined) return `Alpine from ${from} on`;
	return from === to ? `Alpine ${from}` : `Alpine ${from} to ${to}`;
}

/** Debian 13 and Ubuntu 24.04 renamed a few libraries when times got 64 bits; on 64-bit machines nothing else changed. */
function renamedAdvice(context: RuleContext, soname: string, release: string): string | undefined {
	const renamed = renamedLibrary(soname, release);
	if (renamed === undefined || !is64Bit(context)) return undefined;
	const link = `ln -s ${renamed.soname} /usr/lib/${context.target.arch}-linux-gnu/${soname}`;
	return `\`apt-get install --no-install-recommends ${renamed.package}\`, which has it as ${renamed.soname}, and the name that is asked for: \`${link}\``;
}

/** Versions of a library that the files of the load ask for. */
function wantedOf(context: RuleContext, soname: string): readonly string[] {
	const files = [context.subject.elf, ...context.load.objects.map(({ elf }) => elf)];
	const needs = files.flatMap((elf) => elf?.dynamic?.versionNeeds ?? []).filter(({ file }) => file === soname);
	return needs.flatMap(({ versions }) => versions.filter(({ weak }) => !weak).map(({ name }) => name));
}

function versionAdvice(version: string, soname: string, release: string): string {
	const others = releasesWith(version).map(releaseWords);
	const where = others.length === 0 ? "" : `take ${others.join(" or ")} as the base, or `;
	return `the ${soname} of ${releaseWords(release)} lacks ${version}: ${where}build against what ${releaseWords(release)} has`;
}

/** The packages of the releases of one distribution: of `ubuntu:24.04`'s, or of Debian's. */
function packagesInFamily(soname: string, release: string): ReadonlyMap<string, string> {
	const family = release.replace(/:.*/, ":");
	return new Map([...aptPackagesOf(soname)].filter(([each]) => each.startsWith(family)));
}

/** The distribution has the library, but not in the release of the target. */
function otherReleaseAdvice(soname: string, packages: ReadonlyMap<string, string>, release: string): string {
	const places = [...packages].map(([each, name]) => `${releaseWords(each)} (package ${name})`);
	const own = releaseWords(release);
	return `${own} has no ${soname}, ${places.join(" and ")} has: take that release as the base, or build against what ${own} has`;
}

/** `Debian 12` */
function releaseWords(release: string): string {
	const [family = "", number = ""] = release.split(":");
	return `${family.slice(0, 1).toUpperCase()}${family.slice(1)} ${number}`;
}

function installAdvice(context: RuleContext, packages: LibraryPackages | undefined): readonly string[] {
	const manager = managerOf(context);
	if (manager === "apk" && packages?.alpine !== undefined) return [`\`apk add ${packages.alpine}\``];
	const [newest, ...others] = packages?.debian ?? [];
	if (newest === undefined || manager === "dnf") return [];
	return manager === "apt" || (manager === "none" && loaderOf(context) === "glibc")
		? [debianAdvice(manager, newest, others)]
		: [];
}

/** `names`: what other releases call the package. */
function debianAdvice(manager: PackageManager, name: string, names: readonly string[]): string {
	const others = [...new Set(names)].filter((each) => each !== name);
	const older = others.length > 0 ? ` (${others.join(", ")} on older releases)` : "";
	if (manager === "apt") return `\`apt-get install --no-install-recommends ${name}\`${older}`;
	return `copy it out of Debian's package \`${name}\`${older}, of the release that the base was made from, with the libraries that it needs itself`;
}

function is64Bit(context: RuleContext): boolean {
	return context.subject.elf?.class === "ELF64";
}

/** Releases by their glibc: busybox images carry it without saying whose it is. Source: Debian's packages of libc6. */
const DEBIAN_WITH_GLIBC: Readonly<Record<string, string>> = {
	"2.31": "debian:11",
	"2.36": "debian:12",
	"2.41": "debian:13",
};

/** `debian:12` for Debian 12 and what is made from it; absent where nothing says so, and for releases of which nothing is
 *  known. */
function aptRelease(context: RuleContext): string | undefined {
	const { name, provenance, libc, tree } = context.target;
	const named = aptReleaseNamed(name);
	if (named !== undefined) return named;
	if (name.startsWith("busybox:")) return libc.kind === "glibc" ? DEBIAN_WITH_GLIBC[libc.version ?? ""] : undefined;
	if (!tree.lookup("/etc/debian_version").found) return undefined;
	const own = provenance.release ?? "";
	return knownRelease(`ubuntu:${own}`) ?? knownRelease(`debian:${/^\d+/.exec(own)?.[0]}`);
}

/** Run-time libraries of compilers can be linked in; other libraries are the program's own affair. */
function runtimeLibraryAdvice(context: RuleContext, soname: string): readonly string[] {
	if (soname !== "libgcc_s.so.1" && soname !== "libstdc++.so.6") return [];
	const { kind } = context.subject.program;
	if (kind === "rust") return staticAdvice(context);
	if (isBuiltByOthers(buildKind(context))) return [];
	const flags = soname === "libgcc_s.so.1" ? "-static-libgcc" : "-static-libstdc++ -static-libgcc";
	return [`link it in: \`${flags}\``];
}

/** glibc's loader as a needed library: thread-local data makes the linker add it. musl serves the symbol, not the name. */
function loaderNeededAdvice(context: RuleContext, soname: string): readonly string[] {
	return [
		...rebuildAdvice(context),
		`remove the need: the file names the loader only for its thread-local storage, \`patchelf --remove-needed ${soname}\``,
	];
}
