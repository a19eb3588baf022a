import type { DynamicFacts, DynamicSymbol, ElfFile } from "../../src/elf/elf-file.ts";
import { symbolBindingName, symbolTypeName } from "../../src/elf/names.ts";

/** What readelf and we can both say about a file, as lines that can be compared. */
export interface ComparableFacts {
	readonly interpreter: string;
	readonly needed: readonly string[];
	readonly soname: string;
	readonly rpath: string;
	readonly runpath: string;
	/** `FILE: VERSION INDEX [WEAK]`. */
	readonly versionNeeds: readonly string[];
	/** `INDEX NAME [BASE] [< PARENT]...`. */
	readonly versionDefinitions: readonly string[];
	/** `INDEX NAME[@VERSION|@@VERSION] BINDING TYPE SIZE [UND]`; section symbols without a name. */
	readonly symbols: readonly string[];
}

/** Our side. */
export function comparableFacts({ interpreter, dynamic }: ElfFile): ComparableFacts {
	return {
		interpreter: interpreter ?? "",
		needed: dynamic?.needed ?? [],
		soname: dynamic?.soname ?? "",
		rpath: dynamic?.rpath ?? "",
		runpath: dynamic?.runpath ?? "",
		versionNeeds: dynamic === undefined ? [] : needLines(dynamic),
		versionDefinitions: dynamic === undefined ? [] : definitionLines(dynamic),
		symbols: dynamic === undefined ? [] : symbolLines(dynamic),
	};
}

function needLines({ versionNeeds }: DynamicFacts): string[] {
	return versionNeeds.flatMap(({ file, versions }) =>
		versions.map(({ name, index, weak }) => `${file}: ${name} ${index}${weak ? " WEAK" : ""}`),
	);
}

function definitionLines({ versionDefinitions }: DynamicFacts): string[] {
	return versionDefinitions.map(({ name, index, base, parents }) =>
		[`${index} ${name}`, ...(base ? ["BASE"] : []), ...parents.map((parent) => `< ${parent}`)].join(" "),
	);
}

function symbolLines({ symbols }: DynamicFacts): string[] {
	return Array.from({ length: symbols.length }, (_, index) => symbolLine(symbols.at(index)));
}

function symbolLine(symbol: DynamicSymbol): string {
	const binding = symbolBindingName(symbol.binding).replace(/^STB_(GNU_)?/, "");
	const type = symbolTypeName(symbol.type).replace(/^STT_(GNU_)?/, "");
	const place = symbol.sectionIndex === 0 ? " UND" : "";
	const name = type === "SECTION" ? "" : `${symbol.name}${versionSuffix(symbol)}`;
	return `${symbol.index} ${name} ${binding} ${type} ${symbol.sizeBytes}${place}`;
}

function versionSuffix({ name, version, versionEntry, sectionIndex }: DynamicSymbol): string {
	// readelf says nothing about the version of a symbol that stands for that very version.
	if (version === undefined || version.name === name) return "";
	const hidden = ((versionEntry ?? 0) & 0x8000) !== 0;
	const isDefault = sectionIndex !== 0 && !hidden && version.file === undefined;
	return `${isDefault ? "@@" : "@"}${version.name}`;
}
