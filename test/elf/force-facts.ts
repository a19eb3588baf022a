import type { ByteSource } from "../../src/bytes/byte-source.ts";
import { ElfFormatError } from "../../src/bytes/elf-format-error.ts";
import { builtFor, minimumGlibc } from "../../src/elf/built-for.ts";
import { elfFacts } from "../../src/elf/elf-facts.ts";
import type { DynamicFacts, ElfFile } from "../../src/elf/elf-file.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";

/** Names that are looked up in every file: present in many, in few, in none, and odd ones. */
const PROBES = ["puts", "malloc", "main", "no_such_symbol", "", "\udc80\udcff", "x".repeat(300)];

/** What came of reading all that can be read of a file. */
export interface Forced {
	/** Errors of the parts that could not be read, by part; `file` when nothing could. */
	readonly errors: ReadonlyMap<string, ElfFormatError>;
	readonly elf?: ElfFile;
}

/** Parses a file and asks for every lazy part, one by one, so that one bad part does not hide another.
 *  Throws whatever is not an ElfFormatError: that is the defect that tests look for. */
export function forceFacts(source: ByteSource): Forced {
	const errors = new Map<string, ElfFormatError>();
	const attempt = <T>(part: string, read: () => T): T | undefined => {
		try {
			return read();
		} catch (error) {
			if (!(error instanceof ElfFormatError)) throw error;
			errors.set(part, error);
			return undefined;
		}
	};
	const elf = attempt("file", () => parseElf(source));
	if (elf === undefined) return { errors };
	attempt("notes", () => elf.notes);
	attempt("builtFor", () => builtFor(elf));
	attempt("minimumGlibc", () => minimumGlibc(elf));
	attempt("facts", () => JSON.stringify(elfFacts(elf)));
	if (elf.dynamic !== undefined) forceDynamic(elf.dynamic, attempt);
	return { errors, elf };
}

function forceDynamic(dynamic: DynamicFacts, attempt: (part: string, read: () => unknown) => unknown): void {
	attempt("versionNeeds", () => dynamic.versionNeeds);
	attempt("versionDefinitions", () => dynamic.versionDefinitions);
	attempt("relocations", () => dynamic.relocations);
	attempt("undefinedIndexes", () => dynamic.symbols.undefinedIndexes);
	attempt("symbols", () => {
		for (let index = 0; index < dynamic.symbols.length; index += 1) dynamic.symbols.at(index);
	});
	for (const name of PROBES) attempt(`named ${name}`, () => dynamic.symbols.named(name));
}
