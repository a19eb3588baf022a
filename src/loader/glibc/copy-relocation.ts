import { STV } from "../../elf/constants.ts";
import type { DynamicSymbol } from "../../elf/elf-file.ts";
import type { LoadProblem } from "../load.ts";
import type { LinkMap } from "./link-map.ts";
import { type GlibcProcess, spokenName } from "./process.ts";

/** First release that looks at protected symbols that a program copies, and first that only warns. */
const PROTECTED_FROM = 35;
const WARNS_FROM = 36;
/** GNU_PROPERTY_1_NEEDED_INDIRECT_EXTERN_ACCESS. */
const INDIRECT_EXTERN_ACCESS = 1;

/** A variable that a program copies out of a library. */
export interface Copy {
	/** The program, and its own symbol. */
	readonly map: LinkMap;
	readonly symbol: DynamicSymbol;
	/** The library, and what it defines. */
	readonly owner: LinkMap;
	readonly defined: DynamicSymbol;
}

/** What the loader says of a copy: in the order in which it says it. */
export function copyProblems(process: GlibcProcess, copy: Copy): readonly LoadProblem[] {
	const { release } = process.placement.settings;
	const isProtected = copy.defined.visibility === STV.STV_PROTECTED && release >= PROTECTED_FROM;
	return [...(isProtected ? protectedProblems(process, copy, release) : []), ...sizeProblems(process, copy)];
}

function sizeProblems(process: GlibcProcess, { map, symbol, owner, defined }: Copy): readonly LoadProblem[] {
	if (defined.sizeBytes <= symbol.sizeBytes) return [];
	const words = `Symbol \`${symbol.name}' has different size in shared object, consider re-linking`;
	return [
		{
			kind: "copy-relocation-size",
			fatal: false,
			object: spokenName(process, map),
			symbol: symbol.name,
			library: owner.name,
			copiedBytes: symbol.sizeBytes,
			definedBytes: defined.sizeBytes,
			line: `${process.voice.nameOf("")}: ${words}`,
		},
	];
}

/** _dl_check_protected_symbol: 2.35 refuses marked libraries, later releases warn, and refuse those. */
function protectedProblems(process: GlibcProcess, { map, symbol, owner }: Copy, release: number): LoadProblem[] {
	const { name } = symbol;
	const about = { symbol: name, library: owner.name, object: spokenName(process, map) } as const;
	const common = { ...about, kind: "copy-relocation-protected" } as const;
	const refusal = (words: string): LoadProblem => {
		return { ...common, fatal: true, line: process.voice.occasion(name, owner.name, words) };
	};
	if (release < WARNS_FROM) {
		const isRefused = isMarked(owner) && !isMarked(map);
		return isRefused ? [refusal("copy relocation against non-copyable protected symbol")] : [];
	}
	const line = `warning: copy relocation against non-copyable protected symbol \`${name}' in \`${owner.name}'`;
	const warning: LoadProblem = { ...common, fatal: false, line };
	return isMarked(owner) ? [warning, refusal("error due to GNU_PROPERTY_1_NEEDED_INDIRECT_EXTERN_ACCESS")] : [warning];
}

function isMarked({ elf }: LinkMap): boolean {
	return ((elf?.notes.needed1 ?? 0) & INDIRECT_EXTERN_ACCESS) !== 0;
}
