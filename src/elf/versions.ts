import type { Region } from "../bytes/region.ts";
import { encodeText } from "../bytes/text.ts";
import { VER_FLG, VER_NDX } from "./constants.ts";
import type { VersionDefinition, VersionNeed } from "./elf-file.ts";
import type { StringTable } from "./string-table.ts";
import { sysvHash } from "./sysv-hash.ts";

/** More records than this are not read: DT_VERSYM could not even refer to them. */
const MAX_RECORDS = 1 << 16;
const VERNEED_BYTES = 16;
const VERNAUX_BYTES = 16;
const VERDEF_BYTES = 20;
const VERDAUX_BYTES = 8;

/** What a DT_VERSYM index stands for. */
export interface VersionName {
	readonly name: string;
	/** The file that the version is wanted from; absent for the file's own definitions. */
	readonly file?: string;
	readonly weak?: boolean;
}

/** The records of DT_VERNEED, in file order.
 *  Chains end at a zero vn_next or vna_next, as in glibc (elf/dl-version.c); the counts are not looked at.
 *  Errors: ElfFormatError "out-of-bounds", "bad-version", "bad-string" or "too-many".
 *  Source: LSB Core 5.0, Symbol Versioning. */
export function readVersionNeeds(region: Region, strings: StringTable): VersionNeed[] {
	const budget = recordBudget(region);
	return [...chain(region, 0, VERNEED_BYTES, 12, budget)].map((at) => {
		const record = region.view(at, VERNEED_BYTES);
		if (record.u16(0) !== 1) throw region.error("bad-version", at, `vn_version is ${record.u16(0)}`);
		const auxiliaries = chain(region, at + record.u32(8), VERNAUX_BYTES, 12, budget);
		return {
			file: strings.text(record.u32(4)),
			versions: [...auxiliaries].map((auxiliary) => versionWanted(region, auxiliary, strings)),
		};
	});
}

function versionWanted(region: Region, at: number, strings: StringTable): VersionNeed["versions"][number] {
	const record = region.view(at, VERNAUX_BYTES);
	return {
		name: strings.text(record.u32(8)),
		weak: (record.u16(4) & VER_FLG.VER_FLG_WEAK) !== 0,
		index: record.u16(6) & VER_NDX.VERSYM_VERSION,
	};
}

/** The records of DT_VERDEF, in file order. Chains, errors and source as for {@link readVersionNeeds}. */
export function readVersionDefinitions(region: Region, strings: StringTable): VersionDefinition[] {
	const budget = recordBudget(region);
	return [...chain(region, 0, VERDEF_BYTES, 16, budget)].map((at) => {
		const record = region.view(at, VERDEF_BYTES);
		if (record.u16(0) !== 1) throw region.error("bad-version", at, `vd_version is ${record.u16(0)}`);
		const [name = "", ...parents] = definitionNames(region, at, strings, budget);
		const isHashed = record.u32(8) === sysvHash(encodeText(name));
		return {
			name,
			index: record.u16(4) & VER_NDX.VERSYM_VERSION,
			base: (record.u16(2) & VER_FLG.VER_FLG_BASE) !== 0,
			weak: (record.u16(2) & VER_FLG.VER_FLG_WEAK) !== 0,
			parents,
			...(isHashed ? {} : { misHashed: true as const }),
		};
	});
}

/** The name of a definition, then those of its parents: vd_cnt of them. */
function definitionNames(region: Region, at: number, strings: StringTable, budget: () => void): string[] {
	const record = region.view(at, VERDEF_BYTES);
	const names: string[] = [];
	for (const auxiliary of chain(region, at + record.u32(12), VERDAUX_BYTES, 4, budget)) {
		if (names.length >= record.u16(6)) break;
		names.push(strings.text(region.view(auxiliary, VERDAUX_BYTES).u32(0)));
	}
	return names;
}

/** Positions of linked records; `nextAt` is where a record holds the distance to the next one (0 = last). */
function* chain(region: Region, start: number, bytes: number, nextAt: number, budget: () => void): Generator<number> {
	for (let at = start; ; ) {
		budget();
		const next = region.view(at, bytes).u32(nextAt);
		yield at;
		if (next === 0) return;
		at += next;
	}
}

/** Counts records over all chains of a table: distances may be small and chains may overlap. */
function recordBudget(region: Region): () => void {
	let records = 0;
	return () => {
		records += 1;
		if (records > MAX_RECORDS) throw region.error("too-many", 0, `more than ${MAX_RECORDS} records`);
	};
}

/** DT_VERSYM index to version, for both references and definitions; a base definition has no entry.
 *  As in glibc (elf/dl-version.c), a definition wins over a need with the same index. */
export function versionNames(
	needs: readonly VersionNeed[],
	definitions: readonly VersionDefinition[],
): ReadonlyMap<number, VersionName> {
	const names = new Map<number, VersionName>();
	for (const { file, versions } of needs) {
		for (const { index, name, weak } of versions) names.set(index, weak ? { name, file, weak } : { name, file });
	}
	for (const { index, name, base } of definitions) if (!base) names.set(index, { name });
	return names;
}
