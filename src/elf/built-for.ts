import { STB } from "./constants.ts";
import type { DynamicFacts, ElfFile } from "./elf-file.ts";

/** The C library that a file was linked against; `static`: it asks for nothing from outside. */
export type BuiltFor = "glibc" | "musl" | "uclibc" | "bionic" | "static" | "unknown";

type Marks = readonly (readonly [RegExp, BuiltFor])[];

/** What PT_INTERP is called. */
const INTERPRETERS: Marks = [
	[/\/ld-musl-[^/]*$/, "musl"],
	[/\/ld(64)?-uClibc[^/]*$/, "uclibc"],
	[/^\/system\/bin\/linker(64)?$|^\/apex\/.*\/linker(64)?$/, "bionic"],
	[/\/ld-linux[^/]*$|\/ld64\.so\.[12]$|\/ld\.so\.1$|\/ld-2\.[^/]*\.so$/, "glibc"],
];

/** Libraries that only one C library has, by DT_NEEDED or DT_SONAME. */
const LIBRARIES: Marks = [
	[/^libc\.musl-/, "musl"],
	[/^(libc\.so\.6(\.1)?|ld-linux[^/]*|ld64\.so\.[12])$/, "glibc"],
	[/^(libc\.so\.[01]|ld(64)?-uClibc\.so\.[01]|libuClibc-.*)$/, "uclibc"],
	[/^(libm\.so\.6(\.1)?|libdl\.so\.2|librt\.so\.1|libutil\.so\.1|libmvec\.so\.1|libanl\.so\.1)$/, "glibc"],
];

/** Which C library a file was built for, as its interpreter, version needs, library names and notes tell.
 *  Errors: ElfFormatError from the lazy parts. */
export function builtFor(elf: ElfFile): BuiltFor {
	const { interpreter, dynamic } = elf;
	const byInterpreter = interpreter === undefined ? undefined : marked(INTERPRETERS, [interpreter]);
	if (byInterpreter !== undefined) return byInterpreter;
	if (dynamic !== undefined) return dynamicBuiltFor(elf, dynamic);
	return interpreter === undefined && elf.segments.length > 0 ? "static" : "unknown";
}

function dynamicBuiltFor(elf: ElfFile, dynamic: DynamicFacts): BuiltFor {
	const names = [...dynamic.needed, ...(dynamic.soname === undefined ? [] : [dynamic.soname])];
	return (
		byVersions(dynamic) ??
		marked(LIBRARIES, names) ??
		bareLibc(elf, dynamic) ??
		(needsNothing(elf, dynamic) ? "static" : "unknown")
	);
}

function marked(marks: Marks, names: readonly string[]): BuiltFor | undefined {
	return marks.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1];
}

/** glibc's version names in needs or (for glibc itself) in definitions; bionic's `LIBC`. */
function byVersions(dynamic: DynamicFacts): BuiltFor | undefined {
	const wanted = dynamic.versionNeeds.flatMap(({ versions }) => versions);
	const names = [...wanted, ...dynamic.versionDefinitions].map(({ name }) => name);
	if (names.some((name) => name.startsWith("GLIBC_"))) return "glibc";
	return names.some((name) => name === "LIBC" || /^LIBC_[A-Z]$/.test(name)) ? "bionic" : undefined;
}

/** `libc.so` without a number: musl's own name, which bionic has, too (told by its versions above); the linker script
 *  of that name never gets into DT_NEEDED. A glibc start file leaves an ABI tag. */
function bareLibc({ notes }: ElfFile, { needed, soname }: DynamicFacts): BuiltFor | undefined {
	if (needed.includes("libc.so") || soname === "libc.so") return "musl";
	return notes.abiTag?.os === 0 && needed.length > 0 ? "glibc" : undefined;
}

function needsNothing({ interpreter }: ElfFile, { needed, symbols }: DynamicFacts): boolean {
	if (interpreter !== undefined || needed.length > 0) return false;
	return symbols.undefinedIndexes.every((index) => symbols.at(index).binding !== STB.STB_GLOBAL);
}

/** Version names of glibc that are no numbers, and the release that brought them (its NEWS and elf/Versions). */
const NAMED_VERSIONS: Readonly<Record<string, string>> = {
	GLIBC_ABI_DT_RELR: "2.36",
	GLIBC_ABI_GNU_TLS: "2.43",
	GLIBC_ABI_GNU2_TLS: "2.43",
	GLIBC_ABI_DT_X86_64_PLT: "2.43",
};

/** The lowest glibc release that has every version that the file needs; weak needs do not count.
 *  Shape: `2.34`, `2.2.5`; absent when no glibc version is needed.
 *  Errors: ElfFormatError from the version needs. */
export function minimumGlibc(elf: ElfFile): string | undefined {
	const versions = elf.dynamic?.versionNeeds.flatMap((need) => need.versions) ?? [];
	const releases = versions.flatMap(({ name, weak }) => (weak ? [] : glibcRelease(name)));
	return releases.sort(compareReleases).at(-1);
}

function glibcRelease(version: string): string[] {
	const release = NAMED_VERSIONS[version] ?? /^GLIBC_(\d{1,4}(?:\.\d{1,4}){1,3})$/.exec(version)?.[1];
	return release === undefined ? [] : [release];
}

function compareReleases(left: string, right: string): number {
	const [a, b] = [left.split(".").map(Number), right.split(".").map(Number)];
	for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
		const difference = (a[at] ?? 0) - (b[at] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}
