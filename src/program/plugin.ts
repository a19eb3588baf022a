import { ET, SHN, STB } from "../elf/constants.ts";
import type { DynamicFacts, DynamicSymbol, ElfFile, SymbolFields, SymbolTable } from "../elf/elf-file.ts";
import { lazy } from "../elf/lazy.ts";
import { LANGUAGE_HOSTS } from "./language-hosts.ts";
import { lateMuslNames } from "./late-musl-names.ts";
import { type NameFilter, nameFilter } from "./name-filter.ts";
import type { PluginHost } from "./plugin-host.ts";
import { SERVER_HOSTS } from "./server-hosts.ts";
import { tolerant } from "./tolerant.ts";

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
	const match =
		firstMatch((host) => matchByExport(host, names)) ?? firstMatch((host) => matchByImport(host, names, dynamic));
	return match === undefined ? undefined : { ...match, provides: providedBy(match.host, dynamic) };
}

/** A file that needs `libpython3.11.so` gets the names from there: it embeds the host, or links to it as it should. */
function needsHostLibrary({ name }: PluginHost, { needed }: DynamicFacts): boolean {
	return needed.some((library) => library.startsWith(`lib${name}`));
}

type Match = Omit<Plugin, "provides">;

/** What a file exports says more than what it imports: a module of one host may embed another. */
function firstMatch(match: (host: PluginHost) => Match | undefined): Match | undefined {
	for (const host of hosts()) {
		const found = match(host);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** Servers first: their modules for a language export what the language asks for too. */
function hosts(): readonly PluginHost[] {
	return [...SERVER_HOSTS, ...LANGUAGE_HOSTS];
}

/** Symbol names that any host asks for or brings; everything else is left out at once. */
interface RelevantNames {
	readonly exported: readonly string[];
	readonly imported: readonly string[];
}

let filters: { readonly exports: NameFilter; readonly imports: NameFilter } | undefined;

function anyHost(): { readonly exports: NameFilter; readonly imports: NameFilter } {
	filters ??= {
		exports: nameFilter(hosts().flatMap(({ exports }) => exports ?? [])),
		imports: nameFilter(hosts().flatMap(({ imports }) => imports ?? [])),
	};
	return filters;
}

function relevantNames({ symbols }: DynamicFacts): RelevantNames {
	const { exports, imports } = anyHost();
	const fields = symbols.fields ?? fieldsOf(symbols);
	const exported: string[] = [];
	const imported: string[] = [];
	const count = Math.min(symbols.length, MOST_SYMBOLS);
	for (let index = 1; index < count; index += 1) {
		if (fields.binding(index) === STB.STB_LOCAL) continue;
		// Hosts give their names no versions, and ask for none that C++ mangles: that leaves few names to match.
		const versioned = fields.hasVersion(index);
		if (fields.sectionIndex(index) !== SHN.SHN_UNDEF) {
			const name = fields.name(index);
			if (!name.startsWith("_Z") && exports(name)) exported.push(name);
		} else if (!versioned) {
			const name = fields.name(index);
			if (imports(name)) imported.push(name);
		}
	}
	return { exported, imported };
}

function fieldsOf(symbols: SymbolTable): SymbolFields {
	return {
		name: (index) => symbols.at(index).name,
		binding: (index) => symbols.at(index).binding,
		sectionIndex: (index) => symbols.at(index).sectionIndex,
		hasVersion: (index) => symbols.at(index).version !== undefined,
	};
}

function matchByExport(host: PluginHost, names: RelevantNames): Match | undefined {
	const exported = firstOf(host.exports, names.exported);
	const imported = firstOf(host.imports, names.imported);
	const missing = host.imports !== undefined && imported === undefined && host.exportsSuffice === undefined;
	if (exported === undefined || missing) return undefined;
	return { host, export: exported, ...(imported === undefined ? {} : { import: imported }) };
}

function matchByImport(host: PluginHost, names: RelevantNames, dynamic: DynamicFacts): Match | undefined {
	if (host.exports !== undefined && host.importsSuffice === undefined) return undefined;
	const imported = firstOf(host.imports, names.imported);
	return imported === undefined || needsHostLibrary(host, dynamic) ? undefined : { host, import: imported };
}

function firstOf(pattern: RegExp | undefined, names: readonly string[]): string | undefined {
	return pattern === undefined ? undefined : names.find((name) => pattern.test(name));
}

/** Functions of libm, in their float and long double forms too, and of complex.h and fenv.h. */
const MATH =
	/^(c?(a?(sin|cos|tan)h?|exp|log|pow|sqrt|abs|arg|imag|real|proj)|conj|exp(2|10|m1)|log(10|1p|2|b)|cbrt|hypot|fma|fmod|f(min|max|dim|abs)|atan2|remainder|remquo|drem|l?gamma(_r)?|tgamma|erfc?|[jy][01n]|ceil|floor|trunc|round(even)?|l?l?(rint|round)|nearbyint|rint|nextafter|nexttoward|copysign|frexp|ldexp|modf|scalbl?n|ilogb|significand|sincos|nan|finite)[fl]?$|^fe(get|set|hold|update|test|raise|clear)(except|round|env|exceptflag)$/;

function providedBy(host: PluginHost, dynamic: DynamicFacts): (symbol: string) => boolean {
	const { provides, providesUnversioned, providesMath } = host;
	const unversioned = lazy(() => tolerant(() => unversionedImports(dynamic)) ?? new Set<string>());
	return (symbol) => {
		if (provides?.test(symbol) === true) return true;
		if (providesUnversioned === undefined && (providesMath === undefined || !MATH.test(symbol))) return false;
		return unversioned().has(symbol);
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
