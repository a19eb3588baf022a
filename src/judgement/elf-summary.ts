import { builtFor, minimumGlibc } from "../elf/built-for.ts";
import type { DynamicFacts, ElfFile } from "../elf/elf-file.ts";
import { elfTypeName, machineName } from "../elf/names.ts";
import type { ElfSummary } from "../verdict/report.ts";

/** The part of the report that describes the file itself. Errors: ElfFormatError of malformed dynamic data. */
export function elfSummary(elf: ElfFile): ElfSummary {
	const glibc = minimumGlibc(elf);
	return {
		class: elf.class,
		endianness: elf.endianness,
		machine: machineName(elf.machine),
		type: elfTypeName(elf.type),
		...(elf.interpreter === undefined ? {} : { interpreter: elf.interpreter }),
		...dynamicSummary(elf.dynamic),
		builtFor: builtFor(elf),
		...(glibc === undefined ? {} : { minimumGlibc: glibc }),
		...(elf.notes.buildId === undefined ? {} : { buildId: elf.notes.buildId }),
	};
}

type DynamicSummary = Pick<ElfSummary, "needed" | "soname" | "rpath" | "runpath" | "undefinedSymbols" | "versionNeeds">;

function dynamicSummary(dynamic: DynamicFacts | undefined): DynamicSummary {
	if (dynamic === undefined) return { needed: [], undefinedSymbols: 0, versionNeeds: {} };
	return {
		needed: [...new Set(dynamic.needed)].sort(),
		...(dynamic.soname === undefined ? {} : { soname: dynamic.soname }),
		...(dynamic.rpath === undefined ? {} : { rpath: dynamic.rpath }),
		...(dynamic.runpath === undefined ? {} : { runpath: dynamic.runpath }),
		undefinedSymbols: dynamic.symbols.undefinedIndexes.length,
		versionNeeds: versionNeeds(dynamic),
	};
}

/** Versions by the file that must define them, files and versions sorted. */
function versionNeeds(dynamic: DynamicFacts): Readonly<Record<string, readonly string[]>> {
	const needs = new Map<string, readonly string[]>();
	for (const { file, versions } of dynamic.versionNeeds) {
		const names = [...(needs.get(file) ?? []), ...versions.map(({ name }) => name)];
		needs.set(file, [...new Set(names)].sort());
	}
	return Object.fromEntries([...needs].sort(([a], [b]) => (a < b ? -1 : 1)));
}
