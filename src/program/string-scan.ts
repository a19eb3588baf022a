import type { ByteSource } from "../bytes/byte-source.ts";
import type { ElfFile, FileRange } from "../elf/elf-file.ts";
import { lazy } from "../elf/lazy.ts";
import { readRange } from "./file-range.ts";
import { programText } from "./program-text.ts";
import { EXACT_STRINGS, LIBRARY_NAME, PRINTF_L_INTEGER, STRFTIME_GNU } from "./strings-of-interest.ts";
import { tolerant } from "./tolerant.ts";
import { type WordAutomaton, wordAutomaton } from "./word-automaton.ts";

/** Most of a program's text that is looked through for strings of interest, in bytes. */
export const STRING_SCAN_BYTES = 32 * 1024 * 1024;

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
}

/** A scan that has read nothing yet. `marks` are further strings to look for.
 *  Cost: one pass over the bytes, each read once; the automaton is built on first use and shared. */
export function stringScan(elf: ElfFile, source: ByteSource, marks: readonly string[]): StringScan {
	const found = new Set<string>();
	const known = lazy(() => tolerant(() => knownNames(elf)) ?? new Set<string>());
	const ranges = lazy(() => programText(elf, source));
	let looks = 0;
	const mayLook = (): boolean => looks++ < MOST_LOOKS;
	let position: Position = { range: 0, done: 0, total: 0 };
	return {
		upTo(bytes) {
			const limit = Math.min(bytes, STRING_SCAN_BYTES);
			while (position.total < limit) {
				const range = ranges()[position.range];
				if (range === undefined) break;
				const add = (text: string): void => {
					if (found.size < MOST_FOUND && !known().has(text)) found.add(text);
				};
				position = scanChunk(source, range, position, automatonFor(marks), { mayLook, add });
			}
			return found;
		},
	};
}

interface Position {
	readonly range: number;
	/** Bytes of the range that have been looked at. */
	readonly done: number;
	/** State of the automaton; absent at the start of a range. */
	readonly state?: number;
	/** Bytes of all ranges that have been looked at. */
	readonly total: number;
}

/** Names in the dynamic string table, which is constant data too: the loader opens those, not the program. */
function knownNames({ dynamic }: ElfFile): ReadonlySet<string> {
	if (dynamic === undefined) return new Set();
	const soname = dynamic.soname === undefined ? [] : [dynamic.soname];
	return new Set([...dynamic.needed, ...soname, ...dynamic.versionNeeds.map(({ file }) => file)]);
}

let shared: { readonly marks: readonly string[]; readonly automaton: WordAutomaton } | undefined;

function automatonFor(marks: readonly string[]): WordAutomaton {
	if (shared?.marks !== marks) shared = { marks, automaton: wordAutomaton([...TRIGGERS, ...EXACT_STRINGS, ...marks]) };
	return shared.automaton;
}

function scanChunk(
	source: ByteSource,
	range: FileRange,
	position: Position,
	automaton: WordAutomaton,
	{ mayLook, add }: { readonly mayLook: () => boolean; readonly add: (text: string) => void },
): Position {
	const before = Math.min(AROUND_BYTES, position.done);
	const wanted = { offset: range.offset + position.done - before, length: range.length - position.done + before };
	const bytes = readRange(source, wanted, before + CHUNK_BYTES + AROUND_BYTES);
	const end = Math.min(bytes.length, before + CHUNK_BYTES);
	const state = automaton.run(position.state ?? automaton.start, bytes, before, end, (word, wordEnd) => {
		const text = automaton.words[word] ?? "";
		if (word >= TRIGGERS.length) add(text);
		else if (mayLook()) addMatch(text, bytes, wordEnd, add);
	});
	const read = end - before;
	const done = position.done + read;
	if (read < CHUNK_BYTES || done >= range.length)
		return { range: position.range + 1, done: 0, total: position.total + read };
	return { range: position.range, done, state, total: position.total + read };
}

/** Short words that call for a look at the text around them. */
const TRIGGERS: readonly string[] = [
	".so",
	...["Ld", "Li", "Lo", "Lu", "Lx", "LX"],
	...["%P", "%k", "%l", "%^", "%_k", "%_l", "%-k", "%-l", "%_P"],
];

/** Another conversion of a time in the same text: `%l` alone may be anything. */
const TIME_CONVERSION = /%[-_0^#EO]?[aAbBdDeFHIjmMRSTyYZ]/;
const GLOBAL_L_INTEGER = new RegExp(PRINTF_L_INTEGER, "g");
const GLOBAL_STRFTIME = new RegExp(STRFTIME_GNU, "g");

function addMatch(trigger: string, bytes: Buffer, end: number, add: (text: string) => void): void {
	const text = textAround(bytes, end - trigger.length, end);
	if (trigger === ".so") {
		if (LIBRARY_NAME.test(text)) add(text);
	} else if (trigger.startsWith("L")) {
		for (const match of text.match(GLOBAL_L_INTEGER) ?? []) add(match);
	} else if (TIME_CONVERSION.test(text)) {
		for (const match of text.match(GLOBAL_STRFTIME) ?? []) add(match);
	}
}

/** The text between two NULs around a place, cut short at a fixed distance. */
function textAround(bytes: Buffer, start: number, end: number): string {
	const from = Math.max(0, start - AROUND_BYTES);
	const around = bytes.subarray(from, end + AROUND_BYTES);
	const first = around.subarray(0, start - from).lastIndexOf(0) + 1;
	const nul = around.indexOf(0, end - from);
	return around.toString("latin1", first, nul === -1 ? around.length : nul);
}
