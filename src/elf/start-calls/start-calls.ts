import type { AddressSpace } from "../address-space.ts";
import { DF, DT, STT } from "../constants.ts";
import { EM } from "../constants-machine.ts";
import type { DynamicContext } from "../dynamic-context.ts";
import type { DynamicFacts, Segment } from "../elf-file.ts";
import { relrBytes } from "../malformed-relr.ts";
import { symbolValue } from "../symbols.ts";
import { aarch64Decoder } from "./aarch64.ts";
import { MOST_FUNCTIONS } from "./bounds.ts";
import { codeBytes } from "./code-bytes.ts";
import type { Decoder } from "./instruction.ts";
import { type RelocatedPlaces, relocatedPlaces } from "./relocated-places.ts";
import { keepsArguments } from "./start-arguments.ts";
import { type Program, Walk } from "./walk.ts";
import { x86Decoder } from "./x86-64.ts";

/** What a file calls of others before its start, or its being opened, is through: in functions of DT_INIT, DT_INIT_ARRAY
 *  and DT_PREINIT_ARRAY, and where it chooses between functions (IFUNC). Symbols by index; calls through pointers that
 *  relocations fill in. */
export interface StartCalls {
	/** Called whatever happens. */
	readonly certain: ReadonlySet<number>;
	/** Those of them that are called to choose a function, before the file is relocated. */
	readonly choosing: ReadonlySet<number>;
	/** Called on some condition. */
	readonly possible: ReadonlySet<number>;
	/** Why there may be more, in words about the functions; absent where all was followed. */
	readonly unread?: string;
	/** What it took to find out. */
	readonly work: { readonly instructions: number; readonly relocations: number };
}

const NOTHING: StartCalls = {
	certain: new Set(),
	choosing: new Set(),
	possible: new Set(),
	work: { instructions: 0, relocations: 0 },
};
const DECODERS: ReadonlyMap<number, () => Decoder> = new Map([
	[EM.EM_X86_64, x86Decoder],
	[EM.EM_AARCH64, aarch64Decoder],
]);

/** Reads the code of the functions that a file starts with; nothing where all that it calls is bound before.
 *  Cost: bounded, see bounds.ts. Errors: ElfFormatError. */
export function readStartCalls(
	context: DynamicContext,
	facts: DynamicFacts,
	space: AddressSpace,
	segments: readonly Segment[],
): StartCalls {
	if ((facts.flags & DF.DF_BIND_NOW) !== 0) return NOTHING;
	const decoder = DECODERS.get(context.machine);
	const places = pointersToFunctions(context);
	if (decoder === undefined || !is64(context)) {
		const has = places.size > 0 || context.table.last(DT.DT_INIT) !== undefined;
		return has ? { ...NOTHING, unread: "code of this machine is not read" } : NOTHING;
	}
	const relocated = relocatedPlaces(context, places);
	const program = programOf(context, facts, { space, segments, decoder, relocated });
	const walk = new Walk(program);
	const starts = startsOf(context, space, places, relocated);
	for (const start of starts.resolvers) walk.surely(start);
	const choosing = new Set(walk.certain);
	for (const start of starts.functions) walk.surely(start);
	for (const start of [...starts.resolvers, ...starts.functions]) walk.perhaps(start);
	const { certain, possible, unread = starts.unread } = walk;
	const work = { instructions: walk.instructions, relocations: relocated.read };
	return { certain, choosing, possible, ...(unread === undefined ? {} : { unread }), work };
}

/** Whether a function that a file starts with takes arguments, and keeps them; see {@link keepsArguments}.
 *  Errors: ElfFormatError. */
export function readStartArguments(
	context: DynamicContext,
	space: AddressSpace,
	segments: readonly Segment[],
): boolean {
	const decoder = DECODERS.get(context.machine);
	const places = pointersToFunctions(context);
	if (decoder === undefined || places.size === 0 || !is64(context)) return false;
	const code = codeBytes(space, segments);
	const relocated = relocatedPlaces(context, places);
	const found = [...places].map((place) => functionAt(context, space, place, relocated));
	return found.some((start) => start !== undefined && start > 0 && keepsArguments(code, decoder(), start));
}

function is64(context: DynamicContext): boolean {
	return context.region(DT.DT_SYMTAB, "Elf_Sym").layout.is64;
}

const ARRAYS = [
	[DT.DT_PREINIT_ARRAY, DT.DT_PREINIT_ARRAYSZ],
	[DT.DT_INIT_ARRAY, DT.DT_INIT_ARRAYSZ],
] as const;

/** Where the addresses of functions to start with stand, in 64-bit files. */
function pointersToFunctions({ table }: DynamicContext): Set<number> {
	const places = new Set<number>();
	for (const [tag, sizeTag] of ARRAYS) {
		const start = table.last(tag);
		const size = Number(table.last(sizeTag) ?? 0n);
		if (start === undefined) continue;
		for (let at = 0; at + 8 <= size && places.size <= MOST_FUNCTIONS; at += 8) places.add(Number(start) + at);
	}
	return places;
}

interface Starts {
	readonly functions: readonly number[];
	/** Of R_*_IRELATIVE. */
	readonly resolvers: readonly number[];
	readonly unread?: string;
}

function startsOf(
	context: DynamicContext,
	space: AddressSpace,
	places: ReadonlySet<number>,
	relocated: RelocatedPlaces,
): Starts {
	const init = context.table.last(DT.DT_INIT);
	const found = [...places].map((place) => functionAt(context, space, place, relocated));
	const surely = [...(init === undefined ? [] : [Number(init)]), ...found.filter((one) => one !== undefined)];
	const isCut = places.size > MOST_FUNCTIONS || relocated.isCut || found.includes(undefined);
	const functions = surely.filter((start) => start > 0);
	return {
		functions,
		resolvers: relocated.resolvers.slice(0, MOST_FUNCTIONS),
		...(isCut ? { unread: "not all of them could be found" } : {}),
	};
}

/** The address in one entry: relocated by an addend, a symbol, or (DT_RELR, fixed addresses) as it stands. */
function functionAt(
	context: DynamicContext,
	space: AddressSpace,
	place: number,
	{ addresses, symbols }: RelocatedPlaces,
): number | undefined {
	const symbol = symbols.get(place);
	if (symbol !== undefined) return Number(symbolValue(context, symbol)) || undefined;
	const addend = addresses.get(place);
	if (addend !== undefined && addend !== 0) return addend;
	const written = space.region(BigInt(place), "DT_INIT_ARRAY").u64(0);
	// -1 and 0 are no functions: both mark the end of lists.
	if (written === 0 || written >= 2 ** 63) return relrBytes(context) > 0 ? undefined : 0;
	return written;
}

interface Parts {
	readonly space: AddressSpace;
	readonly segments: readonly Segment[];
	readonly decoder: () => Decoder;
	readonly relocated: RelocatedPlaces;
}

/** Functions that end the process, or leave the function that calls them. */
const ENDING: ReadonlySet<string> = new Set(
	"abort exit _exit _Exit quick_exit longjmp siglongjmp __stack_chk_fail __chk_fail __assert_fail __cxa_throw __cxa_rethrow _Unwind_Resume _ZSt9terminatev".split(
		" ",
	),
);

function programOf(context: DynamicContext, facts: DynamicFacts, parts: Parts): Program {
	const { space, segments, decoder, relocated } = parts;
	return {
		code: codeBytes(space, segments),
		decoder,
		slot(address) {
			const symbol = relocated.symbols.get(address);
			if (symbol === undefined) return undefined;
			const { sectionIndex, type } = facts.symbols.at(symbol);
			const isOwn = sectionIndex !== 0 && type !== STT.STT_GNU_IFUNC;
			return isOwn ? { symbol, address: Number(symbolValue(context, symbol)) } : { symbol };
		},
		ends: (symbol) => ENDING.has(facts.symbols.at(symbol).name),
	};
}
