import { SHN, STB, STT, STV, VER_NDX } from "../../elf/constants.ts";
import type { DynamicFacts, DynamicSymbol, SymbolCounter } from "../../elf/elf-file.ts";
import { ProviderIndex } from "../provider-index.ts";
import { dynamicOf, hasName, hasVersions, type LinkMap, mapsByName } from "./link-map.ts";

/** What a relocation asks for. */
export interface SymbolWish {
	readonly name: string;
	/** The version that the reference carries; absent for an unversioned one. */
	readonly version?: { readonly name: string; readonly file?: string };
	/** ELF_RTYPE_CLASS_PLT: undefined symbols must not answer. */
	readonly undefinedRefused: boolean;
	/** ELF_RTYPE_CLASS_COPY: the program is not asked. */
	readonly copy: boolean;
}

/** A symbol with the object that defines it; the symbol is absent for what a plug-in's host brings. */
export interface Definition {
	readonly map: LinkMap;
	readonly symbol?: DynamicSymbol;
}

/** Types that are code or data; the rest is never an answer. */
const ALLOWED_TYPES: ReadonlySet<number> = new Set([
	STT.STT_NOTYPE,
	STT.STT_OBJECT,
	STT.STT_FUNC,
	STT.STT_COMMON,
	STT.STT_TLS,
	STT.STT_GNU_IFUNC,
]);

/** Whether a symbol is only for its own object (dl_symbol_visibility_binds_local_p). */
export function bindsLocally({ visibility }: DynamicSymbol): boolean {
	return visibility === STV.STV_HIDDEN || visibility === STV.STV_INTERNAL;
}

/** The definition of a wish in one object, as do_lookup_x and check_match take it. `count` is told of the walk. */
export function definitionIn(map: LinkMap, wish: SymbolWish, count?: SymbolCounter): Definition | undefined {
	if (wish.copy && map.role === "program") return undefined;
	if (map.provides?.(wish.name)) return { map };
	const dynamic = dynamicOf(map);
	const symbol = dynamic && matchIn(dynamic, wish, count);
	if (symbol === undefined || bindsLocally(symbol)) return undefined;
	const isPublic =
		symbol.binding === STB.STB_GLOBAL || symbol.binding === STB.STB_WEAK || symbol.binding === STB.STB_GNU_UNIQUE;
	return isPublic ? { map, symbol } : undefined;
}

function matchIn(dynamic: DynamicFacts, wish: SymbolWish, count?: SymbolCounter): DynamicSymbol | undefined {
	const named = dynamic.symbols.named(wish.name, count);
	if (named.length === 0) return undefined;
	const candidates = named.filter((symbol) => isDefinition(symbol, wish));
	if (candidates.length === 0 || !hasVersions(dynamic)) return candidates[0];
	return wish.version === undefined
		? unversionedMatch(candidates)
		: versionedMatch(dynamic, candidates, wish.version.name);
}

/** Whether a symbol can be an answer at all. */
export function isDefinition(symbol: DynamicSymbol, wish: Pick<SymbolWish, "undefinedRefused">): boolean {
	const { hasValue, sectionIndex, type } = symbol;
	if (!hasValue && sectionIndex !== SHN.SHN_ABS && type !== STT.STT_TLS) return false;
	if (wish.undefinedRefused && sectionIndex === SHN.SHN_UNDEF) return false;
	return ALLOWED_TYPES.has(type);
}

/** The very version, or a symbol without one that is not hidden. */
function versionedMatch(
	dynamic: DynamicFacts,
	candidates: readonly DynamicSymbol[],
	version: string,
): DynamicSymbol | undefined {
	return candidates.find((symbol) => {
		if (symbol.version?.name === version) return true;
		return symbol.version === undefined && !isHidden(symbol) && !isBeyondVersions(dynamic, symbol);
	});
}

/** Its version index is higher than all that the object's records have: check_match compares what stands behind the
 *  array of versions, which is no version. */
function isBeyondVersions(dynamic: DynamicFacts, { versionEntry = 0 }: DynamicSymbol): boolean {
	const index = versionEntry & VER_NDX.VERSYM_VERSION;
	return index > VER_NDX.VER_NDX_GLOBAL && index > highestIndex(dynamic);
}

const highest = new WeakMap<DynamicFacts, number>();

function highestIndex(dynamic: DynamicFacts): number {
	let index = highest.get(dynamic);
	if (index === undefined) {
		index = 0;
		for (const definition of dynamic.versionDefinitions) index = Math.max(index, definition.index);
		for (const { versions } of dynamic.versionNeeds) for (const need of versions) index = Math.max(index, need.index);
		highest.set(dynamic, index);
	}
	return index;
}

/** The base version or the first one after it; else the default version when there is but one. */
function unversionedMatch(candidates: readonly DynamicSymbol[]): DynamicSymbol | undefined {
	const oldest = candidates.find(({ versionEntry = 0 }) => (versionEntry & VER_NDX.VERSYM_VERSION) < 3);
	if (oldest !== undefined) return oldest;
	const defaults = candidates.filter((symbol) => !isHidden(symbol));
	return defaults.length === 1 ? defaults[0] : undefined;
}

function isHidden({ versionEntry = 0 }: DynamicSymbol): boolean {
	return (versionEntry & VER_NDX.VERSYM_HIDDEN) !== 0;
}

/** An object without versions that the wish names as the version's file: older loaders assert that this cannot be. */
export function breaksAssertion({ map, symbol }: Definition, { version }: SymbolWish): boolean {
	const dynamic = dynamicOf(map);
	if (symbol === undefined || dynamic === undefined || version?.file === undefined) return false;
	return !hasVersions(dynamic) && hasName(map, version.file);
}

/** Where one object's symbols are looked up. */
export interface Scope {
	/** The object that a version need means by a file name. */
	named(name: string): LinkMap | undefined;
	/** The definition that the loader binds to: the first in order, not looking beyond `last`. */
	first(wish: SymbolWish, last?: LinkMap): Definition | undefined;
	/** Any definition of the wish, not the first one: asks where it most likely is, and remembers the answer. */
	any(wish: SymbolWish, likely: LinkMap | undefined): Definition | undefined;
}

/** The scope of a library with DF_SYMBOLIC: itself, then everything. */
export function symbolicScope(own: LinkMap, everything: Scope, count?: SymbolCounter): Scope {
	return {
		named: (name) => (hasName(own, name) ? own : everything.named(name)),
		first(wish, last) {
			const definition = definitionIn(own, wish, count);
			return definition ?? (last === own ? undefined : everything.first(wish, last));
		},
		any: (wish, likely) => definitionIn(own, wish, count) ?? everything.any(wish, likely),
	};
}

/** Objects in order, each once. */
export class ObjectScope implements Scope {
	readonly #maps: readonly LinkMap[];
	/** What was found out, by version (empty without one; `=` before it where undefined symbols may answer) and name. */
	readonly #found = new Map<string, Map<string, Definition | "none">>();
	readonly #providers: ProviderIndex;
	readonly #count: SymbolCounter | undefined;
	#byName: ReadonlyMap<string, LinkMap> | undefined;
	#lastProvider: LinkMap | undefined;

	/** @param count told of every walk */
	constructor(maps: Iterable<LinkMap>, count?: SymbolCounter) {
		this.#maps = [...new Set(maps)];
		this.#count = count;
		this.#providers = new ProviderIndex(this.#maps.length, (at) => {
			const map = this.#maps[at];
			return map === undefined || map.provides !== undefined ? undefined : dynamicOf(map)?.symbols;
		});
	}

	named(name: string): LinkMap | undefined {
		this.#byName ??= mapsByName(this.#maps);
		return this.#byName.get(name);
	}

	first(wish: SymbolWish, last?: LinkMap): Definition | undefined {
		for (const map of this.#maps) {
			this.#count?.(ENTRIES_FOR_ONE_OBJECT);
			const definition = definitionIn(map, wish, this.#count);
			if (definition !== undefined) return definition;
			if (map === last) return undefined;
		}
		return undefined;
	}

	any(wish: SymbolWish, likely: LinkMap | undefined): Definition | undefined {
		const answers = this.#answers(wish);
		const found = answers.get(wish.name) ?? this.#search(wish, likely) ?? "none";
		answers.set(wish.name, found);
		return found === "none" ? undefined : found;
	}

	#answers({ version, undefinedRefused }: SymbolWish): Map<string, Definition | "none"> {
		const name = version?.name ?? "";
		const key = undefinedRefused ? name : `=${name}`;
		const known = this.#found.get(key);
		if (known !== undefined) return known;
		const answers = new Map<string, Definition | "none">();
		this.#found.set(key, answers);
		return answers;
	}

	#search(wish: SymbolWish, likely: LinkMap | undefined): Definition | undefined {
		const last = this.#lastProvider;
		for (const guess of [likely, last]) {
			const definition = guess && definitionIn(guess, wish, this.#count);
			if (definition !== undefined) return definition;
		}
		for (const at of this.#providers.candidates(wish.name)) {
			const map = this.#maps[at];
			const isAsked = map === undefined || map === likely || map === last;
			const definition = isAsked ? undefined : definitionIn(map, wish, this.#count);
			if (definition === undefined) continue;
			this.#lastProvider = map;
			return definition;
		}
		return undefined;
	}
}

/** What asking an object costs that its filter turns away, in entries of a hash chain. */
const ENTRIES_FOR_ONE_OBJECT = 4;
