import type { ByteView } from "../bytes/byte-view.ts";
import type { Region } from "../bytes/region.ts";
import { EM } from "./constants-machine.ts";
import type { RelocationUse } from "./elf-file.ts";
import { relativeRelocation } from "./relocation-names.ts";

const CHUNK_ENTRIES = 2048;
/** More different (type, symbol) pairs than this are not kept; the largest libraries have some 100,000. */
const MAX_USES = 1 << 19;

/** One table of relocations. Units: bytes. */
export interface RelocationTable {
	readonly region: Region;
	readonly sizeBytes: number;
	/** RELA entries carry an addend. */
	readonly withAddend: boolean;
	/** DT_RELACOUNT or DT_RELCOUNT: so many relative entries come first. */
	readonly relativeCount: number;
}

/** The distinct (type, symbol) pairs of a table in order of first appearance.
 *  Cost: one pass in chunks; leading relative entries are counted, not read.
 *  Errors: ElfFormatError "out-of-bounds", "truncated" or "too-many". */
export function readRelocations(table: RelocationTable, machine: number): RelocationUse[] {
	const { region, sizeBytes } = table;
	if (sizeBytes > region.length) throw region.error("out-of-bounds", 0, `${sizeBytes} bytes pass what is mapped`);
	const entryBytes = relocationBytes(table);
	// What lies in zero-filled memory are R_*_NONE, which nobody acts on.
	const count = Math.floor(Math.min(sizeBytes, region.fileBytes) / entryBytes);
	const uses = new RelocationUses(region);
	const skipped = leadingRelative(table, machine, count);
	if (skipped > 0) uses.add(relativeRelocation(machine) ?? 0, 0, skipped);
	const decode = decoder(region, machine);
	for (let index = skipped; index < count; index += CHUNK_ENTRIES) {
		const entries = Math.min(CHUNK_ENTRIES, count - index);
		const chunk = region.view(index * entryBytes, entries * entryBytes);
		for (let at = 0; at < chunk.length; at += entryBytes) decode(chunk, at, uses);
	}
	return uses.list;
}

/** sizeof(Elf32_Rel), sizeof(Elf32_Rela), sizeof(Elf64_Rel) or sizeof(Elf64_Rela). */
export function relocationBytes({ region, withAddend }: Pick<RelocationTable, "region" | "withAddend">): number {
	return (region.layout.is64 ? 8 : 4) * (withAddend ? 3 : 2);
}

/** How many leading entries are relative as DT_RELACOUNT says; 0 when its ends do not look so. */
function leadingRelative(table: RelocationTable, machine: number, count: number): number {
	const relative = relativeRelocation(machine);
	const claimed = Math.min(table.relativeCount, count);
	if (relative === undefined || claimed === 0) return 0;
	const ends = new RelocationUses(table.region);
	const decode = decoder(table.region, machine);
	const bytes = relocationBytes(table);
	for (const index of [0, claimed >> 1, claimed - 1]) decode(table.region.view(index * bytes, bytes), 0, ends);
	const [only, ...others] = ends.list;
	return only?.type === relative && only.symbol === 0 && others.length === 0 ? claimed : 0;
}

type Decoder = (chunk: ByteView, at: number, uses: RelocationUses) => void;

/** Splits r_info as class and machine have it. */
function decoder(region: Region, machine: number): Decoder {
	const { is64, littleEndian } = region.layout;
	if (!is64) return (chunk, at, uses) => uses.add(chunk.u32(at + 4) & 0xff, chunk.u32(at + 4) >>> 8, 1);
	// MIPS64 holds a 32-bit symbol, then four single bytes, in either byte order.
	if (machine === EM.EM_MIPS) return (chunk, at, uses) => uses.add(chunk.u8(at + 15), chunk.u32(at + 8), 1);
	const [typeAt, symbolAt] = littleEndian ? [8, 12] : [12, 8];
	return (chunk, at, uses) => uses.add(chunk.u32(at + typeAt), chunk.u32(at + symbolAt), 1);
}

/** Counts (type, symbol) pairs in order of first appearance. */
class RelocationUses {
	readonly list: { type: number; symbol: number; count: number }[] = [];
	readonly #byType = new Map<number, Map<number, { count: number }>>();
	readonly #region: Region;
	#latestType = -1;
	#latest = new Map<number, { count: number }>();

	constructor(region: Region) {
		this.#region = region;
	}

	add(type: number, symbol: number, count: number): void {
		// Entries of one type mostly stand together.
		if (type !== this.#latestType) this.#turnTo(type);
		const known = this.#latest.get(symbol);
		if (known === undefined) this.#addNew(type, symbol, count);
		else known.count += count;
	}

	#turnTo(type: number): void {
		const symbols = this.#byType.get(type) ?? new Map<number, { count: number }>();
		this.#byType.set(type, symbols);
		this.#latestType = type;
		this.#latest = symbols;
	}

	#addNew(type: number, symbol: number, count: number): void {
		if (this.list.length >= MAX_USES) throw this.#region.error("too-many", 0, `more than ${MAX_USES} different uses`);
		const use = { type, symbol, count };
		this.list.push(use);
		this.#latest.set(symbol, use);
	}
}
