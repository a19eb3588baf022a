import type { Region } from "../bytes/region.ts";
import { PF, PT } from "./constants.ts";
import type { Segment } from "./elf-file.ts";
import type { RelocationTables } from "./relocation-tables.ts";
import { type RelocationTable, relocationBytes } from "./relocations.ts";

const CHUNK_ENTRIES = 2048;

/** Whether a relocation writes to a segment that is mapped read-only. DT_TEXTREL alone does not say so: lld sets it for
 *  every file that is linked with `-z notext`.
 *  Cost: one pass over the tables, up to the first such relocation.
 *  Errors: ElfFormatError "out-of-bounds" or "truncated". */
export function writesReadOnly(tables: RelocationTables, segments: readonly Segment[]): boolean {
	const guarded = segments.filter(({ type, flags }) => type === PT.PT_LOAD && (flags & PF.PF_W) === 0);
	return Object.values(tables).some((table) => tableWrites(table, guarded));
}

function tableWrites(table: RelocationTable, guarded: readonly Segment[]): boolean {
	const entryBytes = relocationBytes(table);
	const count = Math.floor(Math.min(table.sizeBytes, table.region.fileBytes) / entryBytes);
	for (let index = 0; index < count; index += CHUNK_ENTRIES) {
		const entries = Math.min(CHUNK_ENTRIES, count - index);
		if (chunkWrites(table.region.view(index * entryBytes, entries * entryBytes), entryBytes, guarded)) return true;
	}
	return false;
}

function chunkWrites(chunk: ReturnType<Region["view"]>, entryBytes: number, guarded: readonly Segment[]): boolean {
	for (let at = 0; at < chunk.length; at += entryBytes) {
		const place = chunk.word(at);
		if (guarded.some(({ address, memorySizeBytes }) => place >= address && place - address < memorySizeBytes))
			return true;
	}
	return false;
}
