import { builtFor as elfBuiltFor } from "../../elf/built-for.ts";
import type { DynamicSymbol, ElfFile } from "../../elf/elf-file.ts";
import type { LoadedObject } from "../../loader/load.ts";
import type { RuleContext } from "../rule.ts";

/** A file that a load brought into the process. */
export interface LoadedFile {
	readonly object: LoadedObject;
	readonly elf: ElfFile;
	readonly isSubject: boolean;
}

const STB_WEAK = 2;
const SHN_UNDEF = 0;

/** The files of a load that can be read, in load order. */
export function loadedFiles(context: RuleContext): readonly LoadedFile[] {
	return context.load.objects.flatMap((object) => {
		// The host program of a plug-in is no file of the load: it has no path.
		const isSubject = object.via === "subject" && object.path !== undefined;
		const elf = isSubject ? context.subject.elf : object.elf;
		return elf ? [{ object, elf, isSubject }] : [];
	});
}

/** The last part of the name under which the loader knows a file: `libz.so.1`. */
export function baseName({ object }: LoadedFile): string {
	return object.name.slice(object.name.lastIndexOf("/") + 1);
}

/** Whether a path leads to anything in the root. */
export function exists(context: RuleContext, path: string): boolean {
	return context.root.lookup(path).found;
}

/** Whether something was built against glibc: its version needs, its libraries or its interpreter say so. */
export function isBuiltForGlibc(elf: ElfFile): boolean {
	const versions = elf.dynamic?.versionNeeds ?? [];
	if (versions.some((need) => need.versions.some(({ name }) => name.startsWith("GLIBC_")))) return true;
	return elf.dynamic?.needed.includes("libc.so.6") === true || isGlibcLoader(elf.interpreter ?? "");
}

/** Whether something was built against musl. */
export function isBuiltForMusl(elf: ElfFile): boolean {
	return isMuslLoader(elf.interpreter ?? "") || elfBuiltFor(elf) === "musl";
}

/** musl's own names as libraries: Alpine's, and the plain one of upstream and Debian. */
export function isMuslLibc(soname: string): boolean {
	return soname === "libc.so" || /^libc\.musl-[\w-]+\.so\.1$/.test(soname);
}

/** glibc's loaders, by the last part of the path: `ld-linux-x86-64.so.2`, `ld64.so.2`, `ld.so.1`, ... */
export function isGlibcLoader(path: string): boolean {
	return /(^|\/)ld(-linux[^/]*|64|)\.so\.\d+$/.test(path);
}

/** glibc's own libraries, which go with its loader and with no other. */
export function isGlibcLibrary(soname: string): boolean {
	return (
		/^lib(c|m|mvec|pthread|dl|rt|util|resolv|anl|thread_db|BrokenLocale)\.so\.\d/.test(soname) || isGlibcLoader(soname)
	);
}

/** musl's loaders: `ld-musl-x86_64.so.1`, and `libc.musl-x86_64.so.1`, which is the same file. */
export function isMuslLoader(path: string): boolean {
	return /(^|\/)(ld|libc[.])-?musl-[^/]*\.so\.1$/.test(path);
}

const importsOf = new WeakMap<ElfFile, ReadonlySet<string>>();

/** Names that a file takes from elsewhere and cannot do without: undefined and not weak. Read once per file.
 *  A symbol table that breaks off (ElfFormatError) yields what stood before the break. */
export function strongImports(elf: ElfFile): ReadonlySet<string> {
	const known = importsOf.get(elf);
	if (known) return known;
	const names = new Set<string>();
	for (const { name, binding } of undefinedSymbols(elf)) if (binding !== STB_WEAK && name !== "") names.add(name);
	importsOf.set(elf, names);
	return names;
}

function* undefinedSymbols({ dynamic }: ElfFile): Generator<DynamicSymbol> {
	if (dynamic === undefined) return;
	try {
		for (const index of dynamic.symbols.undefinedIndexes) yield dynamic.symbols.at(index);
	} catch (error) {
		if (!(error instanceof Error && error.name === "ElfFormatError")) throw error;
	}
}

/** Which of the given names a file imports strongly, by UTF-16 code unit. */
export function importedOf(elf: ElfFile, names: readonly string[]): readonly string[] {
	const imports = strongImports(elf);
	return names.filter((name) => imports.has(name)).sort();
}

/** Whether a file defines a name for others. */
export function defines(elf: ElfFile, name: string): boolean {
	const symbols = elf.dynamic?.symbols.named(name) ?? [];
	return symbols.some(({ sectionIndex }) => sectionIndex !== SHN_UNDEF);
}

/** The first object in load order that defines a name: what a load binds it to, versions aside. */
export function providerOf(context: RuleContext, name: string): LoadedFile | undefined {
	return loadedFiles(context).find(({ elf }) => defines(elf, name));
}

const DF_BIND_NOW = 8;
const DF_1_NOW = 1;

/** Functions that glibc would look for only when they are first called: those of the procedure linkage table alone, in a
 *  file that was not linked with `-z now`. */
export function lazilyBoundNames(elf: ElfFile): ReadonlySet<string> {
	const { dynamic } = elf;
	if (!dynamic || (dynamic.flags & DF_BIND_NOW) !== 0 || (dynamic.flags1 & DF_1_NOW) !== 0) return new Set();
	const { rel, rela, jmprel } = dynamic.relocations;
	const atStart = new Set([...rel, ...rela].map(({ symbol }) => symbol));
	const later = jmprel.flatMap(({ symbol }) => (symbol === 0 || atStart.has(symbol) ? [] : [symbol]));
	return new Set(later.flatMap((index) => (index < dynamic.symbols.length ? [dynamic.symbols.at(index).name] : [])));
}
