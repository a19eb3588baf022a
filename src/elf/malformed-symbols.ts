import { PT, SHN, STB, STT, STV, VER_NDX } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import type { DynamicFacts, DynamicSymbol, Segment, SymbolTable } from "./elf-file.ts";
import { contains, isCode } from "./malformed-segments.ts";
import { relocationName } from "./relocation-names.ts";
import { symbolValue } from "./symbols.ts";

const TYPES: readonly number[] = Object.values(STT);
const BINDINGS: readonly number[] = Object.values(STB);

/** References that are looked at; the rest of a large file is taken on trust. */
const MOST_REFERENCES = 1 << 10;

/** What is wrong with the symbols that relocations refer to, in words; the first thing found.
 *  Errors: ElfFormatError. */
export function malformedSymbol(
	context: DynamicContext,
	{ symbols, relocations, versionNeeds, versionDefinitions }: DynamicFacts,
	segments: readonly Segment[],
): string | undefined {
	const versions = new Set([
		...versionNeeds.flatMap((need) => need.versions.map(({ index }) => index)),
		...versionDefinitions.map(({ index }) => index),
	]);
	const loads = segments.filter(({ type }) => type === PT.PT_LOAD);
	const uses = [...relocations.rel, ...relocations.rela, ...relocations.jmprel].slice(0, MOST_REFERENCES);
	const hasTls = segments.some(({ type }) => type === PT.PT_TLS);
	for (const { type, symbol: index } of uses) {
		const isOwn = index === 0 || symbols.at(index).sectionIndex !== SHN.SHN_UNDEF;
		if (!hasTls && isOwn && THREAD_LOCAL.test(relocationName(context.machine, type))) {
			return "refers to thread-local variables of its own that it does not have";
		}
		if (index === 0) continue;
		const symbol = symbols.at(index);
		const wrong = wrongReference(symbol) ?? wrongUse(symbol, context.machine, type) ?? wrongVersion(symbol, versions);
		if (wrong !== undefined) return wrong;
		if (symbol.sectionIndex === SHN.SHN_UNDEF) continue;
		const wrongly = wrongDefinition(symbol, symbolValue(context, index), loads) ?? wrongHash(symbols, symbol);
		if (wrongly !== undefined) return wrongly;
	}
	return undefined;
}

function wrongReference({ name, type, binding, visibility, sectionIndex }: DynamicSymbol): string | undefined {
	if (!TYPES.includes(type) || !BINDINGS.includes(binding)) return "refers to a symbol of an unknown kind";
	if (name === "" && type !== STT.STT_SECTION && binding !== STB.STB_LOCAL) return "refers to a symbol without a name";
	if (sectionIndex !== SHN.SHN_UNDEF) return undefined;
	const isHidden = visibility === STV.STV_HIDDEN || visibility === STV.STV_INTERNAL;
	if (isHidden) return "refers to a hidden symbol that it does not define";
	return binding === STB.STB_LOCAL ? "refers to a local symbol that it does not define" : undefined;
}

const THREAD_LOCAL = /_(TLS_?)?(TPOFF|DTPMOD|DTPOFF|DTPREL|TPREL|TLSDESC)/;
const PLAIN = /_(GLOB_DAT|JUMP_SLOT|JMP_SLOT|COPY)$/;

const SIZE = /_SIZE(32|64)$/;

function wrongUse(
	{ type, binding, sectionIndex }: DynamicSymbol,
	machine: number,
	relocation: number,
): string | undefined {
	const name = relocationName(machine, relocation);
	const mayLack = binding === STB.STB_WEAK && sectionIndex === SHN.SHN_UNDEF;
	if (mayLack && SIZE.test(name)) return "asks for the size of a symbol that need not exist";
	if (type === STT.STT_NOTYPE || type === STT.STT_SECTION) return undefined;
	if (type === STT.STT_TLS) return PLAIN.test(name) ? "refers to a thread-local symbol as to any other" : undefined;
	return THREAD_LOCAL.test(name) ? "refers to a symbol as thread-local that is none" : undefined;
}

function wrongVersion({ versionEntry, sectionIndex }: DynamicSymbol, known: ReadonlySet<number>): string | undefined {
	if (versionEntry === undefined) return undefined;
	const index = versionEntry & VER_NDX.VERSYM_VERSION;
	if (index > VER_NDX.VER_NDX_GLOBAL)
		return known.has(index) ? undefined : "gives a symbol a version that it does not have";
	const hidesNothing = sectionIndex === SHN.SHN_UNDEF && (versionEntry & VER_NDX.VERSYM_HIDDEN) !== 0;
	return hidesNothing ? "hides a version that is none" : undefined;
}

function wrongDefinition(symbol: DynamicSymbol, value: bigint, loads: readonly Segment[]): string | undefined {
	const { type, sectionIndex } = symbol;
	if (sectionIndex >= SHN.SHN_LORESERVE || type === STT.STT_TLS || type === STT.STT_SECTION) return undefined;
	const isThere = loads.some((load) => contains(load, value) || value === load.address + load.memorySizeBytes);
	if (!isThere || value === 0n) return "defines a symbol outside of its segments";
	const isFunction = type === STT.STT_FUNC || type === STT.STT_GNU_IFUNC;
	if (!isFunction || loads.some((load) => isCode(load, value))) return undefined;
	return "defines a function outside of its executable segments";
}

function wrongHash(symbols: SymbolTable, { name, index, binding }: DynamicSymbol): string | undefined {
	const isFound = binding === STB.STB_LOCAL || symbols.named(name).some((one) => one.index === index);
	return isFound ? undefined : "defines a symbol that its own hash table does not find";
}
