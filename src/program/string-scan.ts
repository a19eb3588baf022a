import type { ByteSource } from "../bytes/byte-source.ts";
import type { ElfFile, FileRange } from "../elf/elf-file.ts";
import { lazy } from "../elf/lazy.ts";
import { readRange } from "./file-range.ts";
import { programText } from "./program-text.ts";
import { EXACT_STRINGS, LIBRARY_NAME, PRINTF_L_INTEGER, STRFTIME_GNU } from "./strings-of-interest.ts";
import { tolerant } from "./tolerant.ts";
import { type WordSearch, wordSearch } from "./word-search.ts";

/** Most of a program's text that is looked through for strings of interest, in bytes. */
export const STRING_SCAN_BYTES = 32 * 1024 * 1024;

/** Most of a static glibc program's: what such a program does at run time is not told by its imports. */
export const STATIC_SCAN_BYTES = 256 * 1024 * 1024;

const CHUNK_BYTES = 256 * 1024;
/** How far around a trigger the text that it stands in is looked at. */
const AROUND_BYTES = 128;
/** Times that the text around a trigger is looked at, so that a file made of triggers costs no more than others. */
const MOST_LOOKS = 100_000;
/** Distinct strings that are kept; a file made to hold more tells nothing with the rest. */
const MOST_FOUND = 4096;

/** One look through the constant data of a file, taken further when more is asked for. */
export interface StringScan {
	/** What stands in the first `bytes` of the data: listed strings, marks and pattern matches. */
	upTo(bytes: number): ReadonlySet<string>;
	/** What lies behind the first `bytes` of the data. */
	beyond(bytes: number): number;
}

/** A scan that has read nothing yet. `marks` are further strings to look for.
 *  Cost: each byte is read once; the search is prepared on first use and shared. */
export function stringScan(elf: ElfFile, source: ByteSource, marks: readonly string[]): StringScan {
	const found = new Set<string>();
	const known = lazy(() => tolerant(() => knownNames(elf)) ?? new Set<string>());
	const ranges = lazy(() => programText(elf, source));
	let looks = 0;
	const mayLook = (): boolean => looks++ < MOST_LOOKS;
	let position: Position = { range: 0, done: 0, total: 0 };
	return {
		upTo(bytes) {
			while (position.total < bytes) {
				const range = ranges()[position.range];
				if (range === undefined) break;
				const add = (text: string): void => {
					if (found.size < MOST_FOUND && !known().has(text)) found.add(text);
				};
				position = scanChunk(source, range, position, searchFor(marks), { mayLook, add });
			}
			return found;
		},
		beyond(bytes) {
			const all = ranges().reduce((sum, { length }) => sum + length, 0);
			return Math.max(0, all - bytes);
		},
	};
}

interface Position {
	readonly range: number;
	/** Bytes of the range that have been looked at. */
	readonly done: number;
	/** Bytes of all ranges that have been looked at. */
	readonly total: number;
}

/** Names in the dynamic string table, which is constant data too: the loader opens those, not the program. */
function knownNames({ dynamic }: ElfFile): ReadonlySet<string> {
	if (dynamic === undefined) return new Set();
	const soname = dynamic.soname === undefined ? [] : [dynamic.soname];
	return new Set([...dynamic.needed, ...soname, ...dynamic.versionNeeds.map(({ file }) => file)]);
}

let shared: { readonly marks: readonly string[]; readonly search: WordSearch } | undefined;

function searchFor(marks: readonly string[]): WordSearch {
	if (shared?.marks !== marks) shared = { marks, search: wordSearch([...EXACT_STRINGS, ...marks]) };
	return shared.search;
}

interface Finder {
	readonly mayLook: () => boolean;
	readonly add: (text: string) => void;
}

/** What is looked for ends in the chunk; bytes around it are read with it. */
function scanChunk(
	source: ByteSource,
	range: FileRange,
	position: Position,
	search: WordSearch,
	finder: Finder,
): Position {
	const before = Math.min(AROUND_BYTES, position.done);
	const wanted = { offset: range.offset + position.done - before, length: range.length - position.done + before };
	const bytes = readRange(source, wanted, before + CHUNK_BYTES + AROUND_BYTES);
	const end = Math.min(bytes.length, before + CHUNK_BYTES);
	search.find(bytes, before, end, (word) => finder.add(search.words[word] ?? ""));
	findLibraryNames(bytes, before, end, finder);
	findConversions(bytes, before, end, finder);
	const read = end - before;
	const done = position.done + read;
	if (read < CHUNK_BYTES || done >= range.length)
		return { range: position.range + 1, done: 0, total: position.total + read };
	return { range: position.range, done, total: position.total + read };
}

const SUFFIX = Buffer.from(".so");

function findLibraryNames(bytes: Buffer, from: number, to: number, { mayLook, add }: Finder): void {
	const first = Math.max(0, from - SUFFIX.length + 1);
	for (let at = bytes.indexOf(SUFFIX, first); at !== -1; at = bytes.indexOf(SUFFIX, at + 1)) {
		const end = at + SUFFIX.length;
		if (end > to) return;
		if (!mayLook()) continue;
		const text = textAround(bytes, at, end);
		if (LIBRARY_NAME.test(text)) add(text);
	}
}

const PER_CENT = 0x25;

/** Conversions of printf and strftime, told apart by what follows the per cent sign. */
function findConversions(bytes: Buffer, from: number, to: number, { mayLook, add }: Finder): void {
	for (let at = bytes.indexOf(PER_CENT); at !== -1 && at < to; at = bytes.indexOf(PER_CENT, at + 1)) {
		const timeEnd = timeConversionEnd(bytes, at);
		if (timeEnd > from && timeEnd <= to && mayLook()) {
			const text = textAround(bytes, at, timeEnd);
			if (TIME_CONVERSION.test(text)) for (const match of text.match(GLOBAL_STRFTIME) ?? []) add(match);
		}
		const integerEnd = longIntegerEnd(bytes, at);
		if (integerEnd > from && integerEnd <= to && mayLook()) {
			const text = textAround(bytes, integerEnd - 2, integerEnd);
			for (const match of text.match(GLOBAL_L_INTEGER) ?? []) add(match);
		}
	}
}

/** Behind what may be a conversion of a time that only glibc knows; -1 where there is none. */
function timeConversionEnd(bytes: Buffer, perCent: number): number {
	const next = LETTERS[bytes[perCent + 1] ?? 0];
	if (next === "P" || next === "k" || next === "l" || next === "^") return perCent + 2;
	if (next !== "_" && next !== "-") return -1;
	const last = LETTERS[bytes[perCent + 2] ?? 0];
	return last === "k" || last === "l" || (last === "P" && next === "_") ? perCent + 3 : -1;
}

/** Behind what may be printf's `%Ld` and the like, flags and width before the `L` included; -1 where there is none. */
function longIntegerEnd(bytes: Buffer, perCent: number): number {
	let at = perCent + 1;
	while (FLAGS_AND_WIDTH.has(bytes[at] ?? 0)) at += 1;
	return bytes[at] === LONG && INTEGERS.has(bytes[at + 1] ?? 0) ? at + 2 : -1;
}

const LETTERS: readonly string[] = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
const FLAGS_AND_WIDTH: ReadonlySet<number> = new Set(Buffer.from("-+#'.0123456789"));
const LONG = 0x4c;
const INTEGERS: ReadonlySet<number> = new Set(Buffer.from("dioxXu"));

/** Another conversion of a time in the same text: `%l` alone may be anything. */
const TIME_CONVERSION = /%[-_0^#EO]?[aAbBdDeFHIjmMRSTyYZ]/;
const GLOBAL_L_INTEGER = new RegExp(PRINTF_L_INTEGER, "g");
const GLOBAL_STRFTIME = new RegExp(STRFTIME_GNU, "g");

/** The text between two NULs around a place, cut short at a fixed distance. */
function textAround(bytes: Buffer, start: number, end: number): string {
	const from = Math.max(0, start - AROUND_BYTES);
	const around = bytes.subarray(from, end + AROUND_BYTES);
	const first = around.subarray(0, start - from).lastIndexOf(0) + 1;
	const nul = around.indexOf(0, end - from);
	return around.toString("latin1", first, nul === -1 ? around.length : nul);
}
