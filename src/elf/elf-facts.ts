import { builtFor, minimumGlibc } from "./built-for.ts";
import type { DynamicFacts, DynamicSymbol, ElfFile, RelocationUse } from "./elf-file.ts";
import {
	elfTypeName,
	machineName,
	segmentTypeName,
	symbolBindingName,
	symbolTypeName,
	symbolVisibilityName,
} from "./names.ts";
import { relocationName } from "./relocation-names.ts";

/** Everything that is known about a file as plain JSON: numbers by name, addresses in hex, symbols one line each.
 *  Reads every lazy part. Errors: ElfFormatError. */
export function elfFacts(elf: ElfFile): object {
	const minimum = minimumGlibc(elf);
	return {
		class: elf.class,
		endianness: elf.endianness,
		identification: elf.identification,
		osAbi: elf.osAbi,
		abiVersion: elf.abiVersion,
		type: elfTypeName(elf.type),
		machine: machineName(elf.machine),
		flags: hex(elf.flags),
		headerProblem: elf.headerProblem,
		segments: elf.segments.map((segment) => ({
			type: segmentTypeName(segment.type),
			flags: hex(segment.flags),
			offset: hex(segment.offset),
			address: hex(segment.address),
			fileSizeBytes: segment.fileSizeBytes,
			memorySizeBytes: hex(segment.memorySizeBytes),
			alignment: hex(segment.alignment),
		})),
		interpreter: elf.interpreter,
		interpreterProblem: elf.interpreterProblem,
		gnuStack: elf.gnuStack,
		tls: elf.tls,
		dynamic: elf.dynamic === undefined ? undefined : dynamicFacts(elf.dynamic, elf.machine),
		notes: elf.notes,
		builtFor: builtFor(elf),
		minimumGlibc: minimum,
	};
}

function dynamicFacts(dynamic: DynamicFacts, machine: number): object {
	const { symbols, relocations } = dynamic;
	const indexes = Array.from({ length: symbols.length }, (_, index) => index);
	const usesOf = (uses: readonly RelocationUse[]): string[] =>
		uses.map(({ type, symbol, count }) => `${relocationName(machine, type)} ${symbolLabel(dynamic, symbol)} x${count}`);
	return {
		needed: dynamic.needed,
		soname: dynamic.soname,
		rpath: dynamic.rpath,
		runpath: dynamic.runpath,
		auxiliary: dynamic.auxiliary,
		filter: dynamic.filter,
		flags: hex(dynamic.flags),
		flags1: hex(dynamic.flags1),
		hash: dynamic.hash,
		hasVersionTable: dynamic.hasVersionTable,
		versionNeeds: dynamic.versionNeeds,
		versionDefinitions: dynamic.versionDefinitions,
		symbols: indexes.map((index) => symbolLine(symbols.at(index))),
		relocations: {
			rel: usesOf(relocations.rel),
			rela: usesOf(relocations.rela),
			jmprel: usesOf(relocations.jmprel),
			relr: relocations.relr,
		},
	};
}

/** Name of a relocation's symbol; its index where the table does not reach so far. */
function symbolLabel({ symbols }: DynamicFacts, index: number): string {
	if (index === 0) return "-";
	return index < symbols.length ? symbols.at(index).name : `#${index}`;
}

/** `name@VERSION (file) binding type visibility defined|undefined size`. */
function symbolLine(symbol: DynamicSymbol): string {
	const names = [symbolBindingName(symbol.binding), symbolTypeName(symbol.type)];
	const place = symbol.sectionIndex === 0 ? "undefined" : "defined";
	const value = symbol.hasValue ? "value" : "zero";
	const visibility = symbolVisibilityName(symbol.visibility);
	return `${symbol.name}${versionSuffix(symbol)} ${names.join(" ")} ${visibility} ${place} ${value} ${symbol.sizeBytes}`;
}

function versionSuffix({ version, versionEntry, sectionIndex }: DynamicSymbol): string {
	if (version === undefined) return versionEntry === 0 ? " (local)" : "";
	const hidden = versionEntry !== undefined && (versionEntry & 0x8000) !== 0;
	const mark = sectionIndex === 0 || hidden ? "@" : "@@";
	return `${mark}${version.name}${version.file === undefined ? "" : ` (${version.file})`}`;
}

function hex(value: number | bigint): string {
	return `0x${value.toString(16)}`;
}
