import { ET, SHN, STB } from "../elf/constants.ts";
import type { DynamicFacts, DynamicSymbol, ElfFile } from "../elf/elf-file.ts";
import { LANGUAGE_HOSTS } from "./language-hosts.ts";
import { lateMuslNames } from "./late-musl-names.ts";
import type { PluginHost } from "./plugin-host.ts";
import { SERVER_HOSTS } from "./server-hosts.ts";

/** A plug-in and what showed it. */
export interface Plugin {
	readonly host: PluginHost;
	/** An exported name that the host asks for; absent where imports alone tell. */
	readonly export?: string;
	/** A name that is the host's to bring. */
	readonly import?: string;
	/** Which names the host brings. */
	readonly provides: (symbol: string) => boolean;
}

const DF_1_PIE = 0x08000000;
/** Symbols that are looked at; a table that claims more tells nothing with the rest. */
const MOST_SYMBOLS = 500_000;

/** Whose plug-in a shared library is; absent for programs and for libraries of nobody in particular.
 *  Errors: ElfFormatError from the symbol table. */
export function findPlugin(elf: ElfFile): Plugin | undefined {
	const { dynamic } = elf;
	const library = elf.type === ET.ET_DYN && elf.interpreter === undefined;
	if (dynamic === undefined || !library || (dynamic.flags1 & DF_1_PIE) !== 0) return undefined;
	const names = relevantNames(dynamic);
	for (const host of hosts()) {
		const found = matchHost(host, names);
		if (found !== undefined) return { host, ...found, provides: providedBy(host, dynamic) };
	}
	return undefined;
}

function hosts(): readonly PluginHost[] {
	return [...LANGUAGE_HOSTS, ...SERVER_HOSTS];
}

/** Symbol names that any host asks for or brings; everything else is left out at once. */
interface RelevantNames {
	readonly exported: readonly string[];
	readonly imported: readonly string[];
}

let patterns: { readonly exports: RegExp; readonly imports: RegExp } | undefined;

function anyHost(): { readonly exports: RegExp; readonly imports: RegExp } {
	patterns ??= {
		exports: union(hosts().map(({ exports }) => exports)),
		imports: union(hosts().map(({ imports }) => imports)),
	};
	return patterns;
}

function union(all: readonly (RegExp | undefined)[]): RegExp {
	return new RegExp(all.flatMap((pattern) => (pattern === undefined ? [] : [`(?:${pattern.source})`])).join("|"));
}

function relevantNames({ symbols }: DynamicFacts): RelevantNames {
	const { exports, imports } = anyHost();
	const exported: string[] = [];
	const imported: string[] = [];
	for (let index = 1; index < Math.min(symbols.length, MOST_SYMBOLS); index += 1) {
		const symbol = symbols.at(index);
		if (symbol.binding === STB.STB_LOCAL) continue;
		const undefinedHere = symbol.sectionIndex === SHN.SHN_UNDEF;
		if (undefinedHere && imports.test(symbol.name)) imported.push(symbol.name);
		else if (!undefinedHere && exports.test(symbol.name)) exported.push(symbol.name);
	}
	return { exported, imported };
}

function matchHost(host: PluginHost, names: RelevantNames): Pick<Plugin, "export" | "import"> | undefined {
	const { exports, imports } = host;
	const exported = exports === undefined ? undefined : names.exported.find((name) => exports.test(name));
	const imported = imports === undefined ? undefined : names.imported.find((name) => imports.test(name));
	if (imports !== undefined && imported === undefined) return undefined;
	if (exports !== undefined && exported === undefined && host.importsSuffice === undefined) return undefined;
	return {
		...(exported === undefined ? {} : { export: exported }),
		...(imported === undefined ? {} : { import: imported }),
	};
}

function providedBy(host: PluginHost, dynamic: DynamicFacts): (symbol: string) => boolean {
	const { brings, bringsUnversioned } = host;
	let unversioned: ReadonlySet<string> | undefined;
	return (symbol) => {
		if (brings?.test(symbol) === true) return true;
		if (bringsUnversioned === undefined) return false;
		unversioned ??= unversionedImports(dynamic);
		return unversioned.has(symbol);
	};
}

/** Undefined names without a version: not the C library's, where that has versions. A file without any version was
 *  built for a C library without them (musl): there, names that the C library got late are left to it. */
function unversionedImports(dynamic: DynamicFacts): ReadonlySet<string> {
	const { symbols } = dynamic;
	const versioned = dynamic.versionNeeds.length > 0;
	const names = new Set<string>();
	for (let index = 1; index < Math.min(symbols.length, MOST_SYMBOLS); index += 1) {
		const symbol = symbols.at(index);
		if (isHostName(symbol) && (versioned || !lateMuslNames.has(symbol.name))) names.add(symbol.name);
	}
	return names;
}

function isHostName({ sectionIndex, binding, version }: DynamicSymbol): boolean {
	return sectionIndex === SHN.SHN_UNDEF && binding !== STB.STB_LOCAL && version === undefined;
}
