import { builtFor } from "../elf/built-for.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import { markedSystem } from "../elf/marked-system.ts";
import { tolerant } from "../program/tolerant.ts";
import type { Candidate } from "./convention.ts";
import { machineFamily } from "./machine-family.ts";

/** EI_OSABI of systems whose files Linux programs never open. Source: System V ABI, Object Files, e_ident. */
const SYSTEMS: ReadonlyMap<number, string> = new Map([
	[2, "NetBSD"],
	[6, "Solaris"],
	[9, "FreeBSD"],
	[12, "OpenBSD"],
]);

/** What choosing looks at. */
export function candidateFor(path: string, elf: ElfFile, isProgram: boolean): Candidate {
	const system = systemOf(elf);
	return { path, family: machineFamily(elf), isProgram, ...(system === undefined ? {} : { system }) };
}

/** The system that a file is for, where that is not Linux with a C library of its own. */
export function systemOf(elf: ElfFile): string | undefined {
	const marked = tolerant(() => markedSystem(elf)) ?? SYSTEMS.get(elf.osAbi);
	return marked ?? (tolerant(() => builtFor(elf)) === "bionic" ? "Android" : undefined);
}
