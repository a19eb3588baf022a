import { DT, PT, SHN, STB, STT, STV, VER_NDX } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import type { DynamicFacts, DynamicSymbol, Segment } from "./elf-file.ts";
import { contains, isExecutable } from "./irregular-segments.ts";
import { relocationName } from "./relocation-names.ts";
import { symbolBytes } from "./symbols.ts";

const TYPES: readonly number[] = Object.values(STT);
const BINDINGS: readonly number[] = Object.values(STB);

/** Symbols that are looked at; the rest of a very large file is taken on trust. */
const MOST_SYMBOLS = 1 << 15;

const THREAD_LOCAL = /_(TLS_?)?(TPOFF|DTPMOD|DTPOFF|DTPREL|TPREL|TLSDESC)/;
const PLAIN = /_(GLOB_DAT|JUMP_SLOT|JMP_SLOT|COPY)$/;

/** What is wrong with the symbols that relocations refer to, in words. Errors: ElfFormatError. */
export function* irregularSymbols(
	context: DynamicContext,
	{ symbols, relocations, versionNeeds, versionDefinitions }: DynamicFacts,
	segments: readonly Segment[],
): Generator<string> {
	const versions = new Set([
		...versionNeeds.flatMap((need) => need.versions.map(({ index }) => index)),
		...versionDefinitions.map(({ index }) => index),
	]);
	const loads = segments.filter(({ type }) => type === PT.PT_LOAD);
	const uses = [...relocations.rel, ...relocations.rela, ...relocations.jmprel];
	for (const { type, symbol: index } of uses.slice(0, MOST_SYMBOLS)) {
		if (index === 0) continue;
		const symbol = symbols.at(index);
		yield* irregularReference(symbol, () => relocationName(context.machine, type));
		yield* irregularVersion(symbol, versions);
		if (symbol.sectionIndex !== SHN.SHN_UNDEF) yield* irregularDefinition(symbol, symbolValue(context, index), loads);
	}
}

/** `relocation` is the name of the relocation that refers to the symbol; it is asked for only where it decides. */
function* irregularReference(symbol: DynamicSymbol, relocation: () => string): Generator<string> {
	const { name, type, binding, visibility, sectionIndex } = symbol;
	if (!TYPES.includes(type) || !BINDINGS.includes(binding)) yield "refers to a symbol of an unknown kind";
	if (name === "" && type !== STT.STT_SECTION && binding !== STB.STB_LOCAL) yield "refers to a symbol without a name";
	const isUndefined = sectionIndex === SHN.SHN_UNDEF;
	if (isUndefined && (visibility === STV.STV_HIDDEN || visibility === STV.STV_INTERNAL)) {
		yield "refers to a hidden symbol that it does not define";
	}
	if (isUndefined && binding === STB.STB_LOCAL) yield "refers to a local symbol that it does not define";
	if (type === STT.STT_TLS) {
		if (PLAIN.test(relocation())) yield "refers to a thread-local symbol as to any other";
	} else if (type !== STT.STT_NOTYPE && type !== STT.STT_SECTION && THREAD_LOCAL.test(relocation())) {
		yield "refers to a symbol as thread-local that is none";
	}
}

function* irregularVersion(
	{ versionEntry, sectionIndex }: DynamicSymbol,
	known: ReadonlySet<number>,
): Generator<string> {
	if (versionEntry === undefined) return;
	const index = versionEntry & VER_NDX.VERSYM_VERSION;
	if (index > VER_NDX.VER_NDX_GLOBAL && !known.has(index)) yield "gives a symbol a version that it does not have";
	if (sectionIndex === SHN.SHN_UNDEF && (versionEntry & VER_NDX.VERSYM_HIDDEN) !== 0 && index <= 1) {
		yield "hides a version that is none";
	}
}

function* irregularDefinition(symbol: DynamicSymbol, value: bigint, loads: readonly Segment[]): Generator<string> {
	const { type, sectionIndex } = symbol;
	if (sectionIndex >= SHN.SHN_LORESERVE || type === STT.STT_TLS || type === STT.STT_SECTION) return;
	const isCode = type === STT.STT_FUNC || type === STT.STT_GNU_IFUNC;
	const isThere = loads.some((load) => contains(load, value) || value === load.address + load.memorySizeBytes);
	if (!isThere || value === 0n) yield "defines a symbol outside of its segments";
	else if (isCode && !loads.some((load) => isExecutable(load) && contains(load, value))) {
		yield "defines a function outside of its executable segments";
	}
}

function symbolValue(context: DynamicContext, index: number): bigint {
	const region = context.region(DT.DT_SYMTAB, "Elf_Sym");
	const entry = region.view(index * symbolBytes(region), symbolBytes(region));
	return entry.word(region.layout.is64 ? 8 : 4);
}
