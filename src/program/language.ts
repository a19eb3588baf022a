import type { ByteSource } from "../bytes/byte-source.ts";
import { SHN } from "../elf/constants.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import { readRange } from "./file-range.ts";
import type { ProgramKind } from "./program-facts.ts";
import { sectionRanges } from "./section-names.ts";
import type { StringScan } from "./string-scan.ts";

/** What a file was written in, with what says so. */
export interface Language {
	readonly kind: ProgramKind;
	readonly evidence: readonly string[];
	readonly details: Readonly<Record<string, string>>;
}

/** Constant data that is looked through for a language's marks. */
const MARK_BYTES = 4 * 1024 * 1024;
const COMMENT_BYTES = 4096;

const STRING_MARKS: ReadonlyMap<string, ProgramKind> = new Map([
	["/rustc/", "rust"],
	// Distributions build their own compiler: its library's sources stand elsewhere.
	["/library/core/src/", "rust"],
	// Go's function table names its runtime even where the build information was left out.
	["runtime.goexit", "go"],
	["GHCRTS", "haskell"],
	["CAMLRUNPARAM", "ocaml"],
	["SIGSEGV: Illegal storage access. (Attempt to read from nil?)", "nim"],
	["core.exception.RangeError", "d"],
]);

/** Strings that tell of languages; the scan must look for them. */
export const LANGUAGE_MARKS: readonly string[] = [...STRING_MARKS.keys()];

/** What only the programs of one tool chain export, and the library that they need where the export says less. */
const EXPORT_MARKS: readonly { readonly symbol: string; readonly needed?: RegExp; readonly kind: ProgramKind }[] = [
	{ symbol: "ChromeMain", kind: "chromium" },
	{ symbol: "napi_create_object", needed: /^lib(gtk|gdk)-/, kind: "electron" },
	{ symbol: "__crystal_main", kind: "crystal" },
	{ symbol: "Dart_Initialize", kind: "dart" },
];

const LIBRARY_MARKS: readonly (readonly [RegExp, ProgramKind])[] = [
	[/^libHS.*-ghc/, "haskell"],
	[/^lib(phobos2|druntime|gphobos|gdruntime)/, "d"],
	[/^libstd-[0-9a-f]{16}\.so$/, "rust"],
	[/^libswiftCore\.so$/, "swift"],
];

/** Finds it; absent when nothing tells. */
export function findLanguage(elf: ElfFile, source: ByteSource, scan: StringScan): Language | undefined {
	const exporting = byExport(elf) ?? browser(elf);
	if (exporting !== undefined) return exporting;
	const comments = commentLines(elf, source);
	const rust = comments.find((line) => line.startsWith("rustc version "));
	if (rust === undefined) return byLibrary(elf) ?? byMark(scan) ?? cLike(elf, comments);
	// One object of Rust's compiler among others makes no Rust program: Rust's library leaves its paths in the data.
	return (byMark(scan) === undefined ? cLike(elf, comments) : undefined) ?? rustByComment(rust);
}

function byExport({ dynamic }: ElfFile): Language | undefined {
	for (const { symbol, needed, kind } of EXPORT_MARKS) {
		const library = needed === undefined ? undefined : dynamic?.needed.find((name) => needed.test(name));
		const isExported = dynamic?.symbols.named(symbol).some(({ sectionIndex }) => sectionIndex !== SHN.SHN_UNDEF);
		if (isExported !== true || (needed !== undefined && library === undefined)) continue;
		return {
			kind,
			evidence: [`exports ${symbol}${library === undefined ? "" : ` and needs ${library}`}`],
			details: {},
		};
	}
	return undefined;
}

/** What a browser's program needs of a desktop; no other program needs all of it. */
const BROWSER = ["libnss3.so", "libnssutil3.so", "libatk-bridge-2.0.so.0", "libgbm.so.1"];

/** Chromium, whatever it is called, and Electron, which has Node's interface for addons or Chromium's codecs in a library
 *  beside it. Parts of both are written in Rust. */
function browser({ interpreter, dynamic }: ElfFile): Language | undefined {
	const needed = new Set(dynamic?.needed);
	if (interpreter === undefined || dynamic === undefined || !BROWSER.every((name) => needed.has(name)))
		return undefined;
	const isElectron = needed.has("libffmpeg.so") || dynamic.symbols.named("napi_create_object").length > 0;
	const evidence = [`needs ${BROWSER.join(", ")}${needed.has("libffmpeg.so") ? " and libffmpeg.so" : ""}`];
	return { kind: isElectron ? "electron" : "chromium", evidence, details: {} };
}

function rustByComment(comment: string): Language {
	const version = comment.split(" ")[2] ?? "";
	return {
		kind: "rust",
		evidence: [`its .comment says "${printable(comment)}"`],
		details: { version: printable(version) },
	};
}

function byLibrary(elf: ElfFile): Language | undefined {
	for (const needed of elf.dynamic?.needed ?? []) {
		const kind = LIBRARY_MARKS.find(([pattern]) => pattern.test(needed))?.[1];
		if (kind !== undefined) return { kind, evidence: [`needs ${needed}`], details: {} };
	}
	return undefined;
}

function byMark(scan: StringScan): Language | undefined {
	const strings = scan.upTo(MARK_BYTES);
	for (const [mark, kind] of STRING_MARKS) {
		if (strings.has(mark)) return { kind, evidence: [`holds the string "${mark}"`], details: {} };
	}
	return undefined;
}

/** C++ shows by its library; what only a compiler's comment tells is called C. */
function cLike(elf: ElfFile, comments: readonly string[]): Language | undefined {
	const compiler = comments.find((line) => /^(GCC: |.*clang version )/.test(line));
	const comment = compiler === undefined ? [] : [`its .comment says "${printable(compiler)}"`];
	const library = elf.dynamic?.needed.find((name) => /^lib(stdc|c)\+\+\.so/.test(name));
	if (library !== undefined) {
		return { kind: "c++", evidence: [`needs ${library}`, ...comment], details: cxxLevels(elf) };
	}
	return compiler === undefined ? undefined : { kind: "c", evidence: comment, details: {} };
}

/** Highest version of each of libstdc++'s two version names. */
function cxxLevels(elf: ElfFile): Readonly<Record<string, string>> {
	const versions = (elf.dynamic?.versionNeeds ?? []).flatMap(({ versions }) => versions.map(({ name }) => name));
	const levels = ["GLIBCXX", "CXXABI"].flatMap((prefix) => {
		const numbers = versions.filter((name) => new RegExp(`^${prefix}_\\d+(\\.\\d+)*$`).test(name));
		const highest = numbers
			.map((name) => name.slice(prefix.length + 1))
			.sort(compareNumbers)
			.at(-1);
		return highest === undefined ? [] : [[prefix.toLowerCase(), highest] as const];
	});
	return Object.fromEntries(levels);
}

function compareNumbers(left: string, right: string): number {
	const [a, b] = [left.split(".").map(Number), right.split(".").map(Number)];
	const at = a.findIndex((part, index) => part !== (b[index] ?? 0));
	return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? 0);
}

/** Lines of the .comment section, which compilers sign. */
function commentLines(elf: ElfFile, source: ByteSource): readonly string[] {
	const range = sectionRanges(elf, source).get(".comment");
	if (range === undefined) return [];
	return readRange(source, range, COMMENT_BYTES).toString("latin1").split("\0").filter(Boolean);
}

/** Text of a file that goes into a sentence. */
function printable(text: string): string {
	return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);
}
