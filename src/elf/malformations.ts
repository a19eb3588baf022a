import { encodeText } from "../bytes/text.ts";
import { DF_1, DT, ET, PT } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import type { DynamicFacts, Segment } from "./elf-file.ts";
import { malformedRelocation } from "./malformed-relocations.ts";
import { malformedSegments } from "./malformed-segments.ts";
import { malformedStart } from "./malformed-starts.ts";
import { malformedSymbol } from "./malformed-symbols.ts";
import { malformedTables } from "./malformed-tables.ts";
import { relativeRelocation } from "./relocation-names.ts";
import { sysvHash } from "./sysv-hash.ts";

/** The parts of a file that are looked at. */
export interface MalformationParts {
	readonly segments: readonly Segment[];
	readonly fileBytes: number;
	/** e_type. */
	readonly type: number;
	/** e_entry. */
	readonly entry: bigint;
	/** e_version: the kernel does not look at it, glibc does. */
	readonly version: number;
	readonly machine: number;
	readonly is64: boolean;
	readonly dynamic?: { readonly context: DynamicContext; readonly facts: DynamicFacts };
}

const EV_CURRENT = 1;

/** What no linker writes and loaders follow without a check, in words that complete "the file ...": a file where this
 *  is not empty may crash its loader in ways that no model foresees. At most one per part.
 *  Errors: ElfFormatError. */
export function findMalformations(parts: MalformationParts): string[] {
	const { version, type, segments, fileBytes, entry, machine, is64, dynamic } = parts;
	if (version !== EV_CURRENT) return ["is of an ELF version that does not exist"];
	const found = [first(malformedSegments(segments, fileBytes, entry, type === ET.ET_EXEC))];
	if (type === ET.ET_DYN) found.push(relabelled(segments, dynamic));
	if (dynamic !== undefined) {
		const { context, facts } = dynamic;
		found.push(first(malformedTables(context, segments, machine, is64)), first(malformedVersions(context, facts)));
		found.push(malformedRelocation(context, facts, segments), malformedSymbol(context, facts, segments));
		if (type === ET.ET_DYN) found.push(malformedStart(context));
		found.push(unpacksItself(context, entry));
	}
	return found.filter((one) => one !== undefined);
}

/** UPX 4 leaves of a library what loaders read, and lets DT_INIT and e_entry lead to its unpacker: what that makes of the
 *  rest is not in the file's facts, and many a one of UPX 4.2.4 ends in SIGTRAP. Linkers never let the two be one. */
function unpacksItself({ table }: DynamicContext, entry: bigint): string | undefined {
	return entry !== 0n && table.last(DT.DT_INIT) === entry ? "has an unpacker for its DT_INIT" : undefined;
}

/** ET_DYN says that a file may stand anywhere: it then relocates itself, or lets a loader do it, by what PT_DYNAMIC says.
 *  What was linked for one address and renamed runs into nothing. Prelinked libraries have an address, too, and a name. */
function relabelled(segments: readonly Segment[], dynamic: MalformationParts["dynamic"]): string | undefined {
	const loads = segments.filter(({ type }) => type === PT.PT_LOAD);
	// Unpackers that find their own way start at 0.
	if (loads.length === 0 || !loads.every(({ address }) => address > 0n)) return undefined;
	if (dynamic === undefined) return "may stand anywhere, and has nothing to be relocated by";
	const { flags1, soname } = dynamic.facts;
	if (isRelocatable(dynamic)) return undefined;
	const isProgram = segments.some(({ type }) => type === PT.PT_INTERP) && soname === undefined;
	const isMarked = (flags1 & DF_1.DF_1_PIE) !== 0;
	return isProgram && !isMarked ? "may stand anywhere, and was linked for one address" : undefined;
}

/** What may stand anywhere holds addresses that are put right: linkers write relative relocations for them. */
function isRelocatable({ context, facts }: NonNullable<MalformationParts["dynamic"]>): boolean {
	const { rel, rela, relr } = facts.relocations;
	if (context.table.last(DT.DT_GNU_PRELINKED) !== undefined) return true;
	const counted = [DT.DT_RELACOUNT, DT.DT_RELCOUNT].some((tag) => (context.table.last(tag) ?? 0n) > 0n);
	const relative = relativeRelocation(context.machine);
	return relr || counted || [...rel, ...rela].some(({ type }) => type === relative);
}

function first(found: Generator<string>): string | undefined {
	const { value, done } = found.next();
	return done === true ? undefined : value;
}

/** glibc goes by vna_hash as much as by the name, and by the counts as much as by the chains. */
function* malformedVersions({ table, region }: DynamicContext, facts: DynamicFacts): Generator<string> {
	const { versionNeeds, versionDefinitions } = facts;
	if (BigInt(versionNeeds.length) !== (table.last(DT.DT_VERNEEDNUM) ?? 0n)) yield "miscounts its version needs";
	if (BigInt(versionDefinitions.length) !== (table.last(DT.DT_VERDEFNUM) ?? 0n)) yield "miscounts its versions";
	const indexes = versionNeeds.flatMap((need) => need.versions.map(({ index }) => index));
	if (new Set(indexes).size !== indexes.length) yield "needs two versions under one number";
	if (indexes.some((index) => index < 2)) yield "needs a version under a reserved number";
	if (versionNeeds.length === 0) return;
	const needs = region(DT.DT_VERNEED, "Elf_Verneed");
	let at = 0;
	for (const need of versionNeeds) {
		let auxiliary = at + needs.u32(at + 8);
		if (needs.u16(at + 2) !== need.versions.length) yield "miscounts the versions that it needs";
		for (const { name } of need.versions) {
			if (needs.u32(auxiliary) !== sysvHash(encodeText(name))) yield "needs a version under a wrong hash";
			auxiliary += needs.u32(auxiliary + 12);
		}
		at += needs.u32(at + 12);
	}
}
