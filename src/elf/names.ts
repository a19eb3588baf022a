import { DT, ET, PT, STB, STT, STV } from "./constants.ts";
import { EM } from "./constants-machine.ts";

type Numbers = Readonly<Record<string, number>>;

/** Name tables turned round, made on first use. */
const turned = new Map<Numbers, ReadonlyMap<number, string>>();

/** Name of a number in a constants table; `PREFIX_0x1234` for one that the table does not have. */
export function nameOf(table: Numbers, prefix: string, value: number): string {
	return knownName(table, value) ?? `${prefix}_0x${value.toString(16)}`;
}

/** Name of a number in a constants table, where it has one. */
export function knownName(table: Numbers, value: number): string | undefined {
	const known = turned.get(table) ?? new Map(Object.entries(table).map(([name, number]) => [number, name]));
	turned.set(table, known);
	return known.get(value);
}

/** `EM_X86_64`, ...; `EM_0x1234` for a machine that elf.h does not know. */
export const machineName = (machine: number): string => nameOf(EM, "EM", machine);

/** `ET_DYN`, ...; `ET_0xfe00` for others. */
export const elfTypeName = (type: number): string => nameOf(ET, "ET", type);

/** `PT_LOAD`, ...; `PT_0x70000001` for others. */
export const segmentTypeName = (type: number): string => nameOf(PT, "PT", type);

/** `DT_NEEDED`, ...; `DT_0x6000000f` for others. */
export const dynamicTagName = (tag: number): string => nameOf(DT, "DT", tag);

/** `STB_GLOBAL`, ...; `STB_0xb` for others. */
export const symbolBindingName = (binding: number): string => nameOf(STB, "STB", binding);

/** `STT_FUNC`, ...; `STT_0xc` for others. */
export const symbolTypeName = (type: number): string => nameOf(STT, "STT", type);

/** `STV_DEFAULT`, ... */
export const symbolVisibilityName = (visibility: number): string => nameOf(STV, "STV", visibility);
