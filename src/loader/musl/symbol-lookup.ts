import { SHN, STB, STT, VER_NDX } from "../../elf/constants.ts";
import type { DynamicSymbol } from "../../elf/elf-file.ts";
import { ProviderIndex } from "../provider-index.ts";
import { type Dso, isRuntime, type MuslProcess } from "./process.ts";

/** A definition that a reference is bound to; without a symbol where the host program has it. */
export interface Definition {
	readonly dso: Dso;
	readonly symbol?: DynamicSymbol;
}

const OK_TYPES: readonly number[] = [STT.STT_NOTYPE, STT.STT_OBJECT, STT.STT_FUNC, STT.STT_COMMON, STT.STT_TLS];
const OK_BINDS: readonly number[] = [STB.STB_GLOBAL, STB.STB_WEAK, STB.STB_GNU_UNIQUE];

/** What is remembered of a name that nothing defines. */
const NO_BUFFER = "nowhere";

/** The objects in which names are looked up, in order, with what was found remembered.
 *  Source: find_sym in ldso/dynlink.c. */
export class SymbolScope {
	readonly #process: MuslProcess;
	readonly #objects: readonly Dso[];
	readonly #found = new Map<string, Definition | typeof NO_BUFFER>();
	readonly #foundDefined = new Map<string, Definition | typeof NO_BUFFER>();
	readonly #providers: ProviderIndex;
	#behindLoader: SymbolScope | undefined;

	constructor(process: MuslProcess, objects: readonly Dso[]) {
		this.#process = process;
		this.#objects = objects;
		this.#providers = new ProviderIndex(objects.length, (at) => objects[at]?.dynamic?.symbols);
	}

	/** The first usable definition. `needDefined`: an undefined symbol with a value (a program's canonical PLT entry)
	 *  will not do. */
	find(name: string, needDefined: boolean): Definition | undefined {
		const known = needDefined ? this.#foundDefined : this.#found;
		const before = known.get(name);
		if (before !== undefined) return before === NO_BUFFER ? undefined : before;
		const found = this.#search(name, needDefined);
		known.set(name, found ?? NO_BUFFER);
		return found;
	}

	/** The same without its first object: where copy relocations of the main program look. */
	withoutFirst(): SymbolScope {
		return new SymbolScope(this.#process, this.#objects.slice(1));
	}

	/** The scope from the loader on: where the large-file names are looked up. */
	fromLoader(): SymbolScope {
		const { loader } = this.#process;
		const at = this.#objects.indexOf(loader);
		this.#behindLoader ??= new SymbolScope(this.#process, at === -1 ? [loader] : this.#objects.slice(at));
		return this.#behindLoader;
	}

	#search(name: string, needDefined: boolean): Definition | undefined {
		let weak: Definition | undefined;
		for (const at of this.#providers.candidates(name)) {
			const dso = this.#objects[at];
			const found = dso === undefined ? undefined : definitionIn(this.#process, dso, name, needDefined);
			if (found === undefined) continue;
			if (!this.#process.features.prefersStrong) return found;
			// 1.1.16 and before went on for a strong definition behind a weak one.
			if (found.symbol === undefined || found.symbol.binding === STB.STB_GLOBAL) return found;
			if (weak === undefined || found.symbol.binding !== STB.STB_WEAK) weak = found;
		}
		return weak;
	}
}

/** A name in one object. Of several entries of a name the first that is not a hidden version counts, and when that
 *  one will not do, the object has none. */
export function definitionIn(
	process: MuslProcess,
	dso: Dso,
	name: string,
	needDefined: boolean,
): Definition | undefined {
	if (dso.dynamic === undefined) return hostDefinition(process, dso, name);
	if (lacksHashTable(process, dso)) return undefined;
	const { budget } = process.start.request;
	const named = dso.dynamic.symbols.named(name, (entries) => budget?.charge("entries of hash chains", entries));
	const symbol = named.length === 0 ? undefined : named.find((candidate) => !isHidden(candidate));
	return symbol !== undefined && isUsable(symbol, needDefined) ? { dso, symbol } : undefined;
}

function hostDefinition(process: MuslProcess, dso: Dso, name: string): Definition | undefined {
	const provided = isRuntime(process) && process.start.request.hostProvides?.(name) === true;
	return provided ? { dso } : undefined;
}

/** Without a hash table the look-up reads through a null pointer. */
function lacksHashTable(process: MuslProcess, { dynamic, name }: Dso): boolean {
	if (dynamic === undefined || dynamic.hash.gnu || dynamic.hash.sysv) return false;
	const because = "it has no symbol hash table, which the loader reads without a check";
	const known = process.problems.some((problem) => problem.kind === "crash" && problem.object === name);
	if (!known) process.problems.push({ kind: "crash", fatal: true, object: name, because });
	return true;
}

function isHidden({ versionEntry = 0 }: DynamicSymbol): boolean {
	return (versionEntry & VER_NDX.VERSYM_HIDDEN) !== 0;
}

function isUsable(symbol: DynamicSymbol, needDefined: boolean): boolean {
	const isTls = symbol.type === STT.STT_TLS;
	if (symbol.sectionIndex === SHN.SHN_UNDEF && (needDefined || isTls)) return false;
	if (!symbol.hasValue && !isTls) return false;
	return OK_TYPES.includes(symbol.type) && OK_BINDS.includes(symbol.binding);
}
