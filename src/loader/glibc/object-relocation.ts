import { STB } from "../../elf/constants.ts";
import type { DynamicFacts, DynamicSymbol, RelocationUse } from "../../elf/elf-file.ts";
import type { LoadProblem } from "../load.ts";
import { type BindingMemory, type Circumstances, definesItself, factsNumber, isLocal } from "./binding-memory.ts";
import { copyProblems } from "./copy-relocation.ts";
import { earlyIfuncProblems, isEarlyIfunc, refusesEarlyIfuncs } from "./early-ifunc.ts";
import type { IfuncObject, KnownObjects } from "./known-objects.ts";
import { dynamicOf, type LinkMap } from "./link-map.ts";
import { assertionLine } from "./messages.ts";
import { missingSymbolProblem } from "./missing-symbol.ts";
import { type GlibcProcess, spokenName } from "./process.ts";
import { isKnownRelocation, type RelocationRules } from "./relocation-rules.ts";
import type { StaticTls } from "./static-tls.ts";
import { breaksAssertion, type Definition, type Scope, type SymbolWish } from "./symbol-lookup.ts";

/** Where the assertion of check_match stands in elf/dl-lookup.c, by first release. Compilers before GCC 9, which the
 *  releases up to 2.29 were built with, name its last line. */
const CHECK_MATCH_LINES = [
	[39, 106],
	[36, 107],
	[35, 106],
	[32, 105],
	[30, 111],
	[28, 112],
	[27, 111],
	[20, 128],
	[18, 167],
	[17, 168],
	[16, 167],
	[14, 168],
	[0, 169],
] as const;

/** How an object is relocated. */
export interface Binding {
	readonly scope: Scope;
	/** What is known of the objects of the scope; absent where every look-up has to be made. */
	readonly objects?: KnownObjects;
	/** Functions are bound when first called, unless the object itself asks otherwise. */
	readonly lazy: boolean;
	/** The static TLS block, when the object comes by dlopen; at start there is always room. */
	readonly staticTls?: StaticTls;
}

/** What relocating found: what the loader says at once, and what it would say at the first call. */
export interface RelocationProblems {
	readonly immediate: LoadProblem[];
	readonly deferred: LoadProblem[];
}

/** Up to 2.29 a search ends at the file that the version need names: what that lacks is missing, weak or not. */
const NEED_DECIDES_BEFORE = 30;
/** Up to 2.40 a symbol found in a library without versions that should have some ends in an assertion. */
const ASSERTION_BEFORE = 41;

/** The relocation of one object. */
export class ObjectRelocation {
	readonly #process: GlibcProcess;
	readonly #map: LinkMap;
	readonly #dynamic: DynamicFacts;
	readonly #binding: Binding;
	readonly #found: RelocationProblems;
	readonly #rules: RelocationRules;
	/** Symbols already found missing, by index. */
	readonly #missing = new Set<number>();
	readonly #refusedTypes = new Set<number>();
	readonly #object: string;
	/** Objects that are not relocated yet; absent where not all of them are known. */
	readonly #unready: readonly IfuncObject[] | undefined;
	/** What answered the last look-up. */
	#answer: Definition | undefined;

	constructor(process: GlibcProcess, map: LinkMap, dynamic: DynamicFacts, binding: Binding, found: RelocationProblems) {
		this.#process = process;
		this.#map = map;
		this.#dynamic = dynamic;
		this.#binding = binding;
		this.#found = found;
		this.#rules = process.placement.settings.machine.relocations;
		this.#object = spokenName(process, map);
		this.#unready = unreadyObjects(process, map, binding.objects);
	}

	/** The steps of which it is not known from before that they have nothing to say. */
	applyPending(memory: BindingMemory): void {
		for (const at of memory.pending(this.#circumstances())) {
			const step = memory.steps[at];
			if (step === undefined) continue;
			this.#answer = undefined;
			if (step.lazy) this.applyLazily(step.use);
			else this.apply(step.use);
			this.#teach(memory, at, step.use);
		}
	}

	#circumstances(): Circumstances {
		const { scope, objects, staticTls } = this.#binding;
		return {
			provider: (facts) => objects?.byFacts.get(facts),
			named: (file) => scope.named(file),
			mayBreak: (likely) => this.#mayBreak(likely),
			needDecides: this.#process.placement.settings.release < NEED_DECIDES_BEFORE,
			unready: this.#unready ?? [],
			hasStaticTls: staticTls !== undefined,
		};
	}

	#teach(memory: BindingMemory, at: number, { symbol }: RelocationUse): void {
		const { map, symbol: defined } = this.#answer ?? {};
		const provider = map === undefined || defined === undefined ? undefined : dynamicOf(map);
		if (provider === undefined) return;
		memory.learn(at, factsNumber(provider), this.#dynamic.symbols.at(symbol).version?.file);
	}

	/** elf_machine_rela: everything now. */
	apply({ type, symbol: index }: RelocationUse): void {
		if (this.#rules.symbolless.has(type)) return;
		const symbol = this.#dynamic.symbols.at(index);
		const isKnown = isKnownRelocation(this.#rules, type);
		const bound = this.#bind(symbol, type);
		if (!isKnown) this.#refuseType(type, "unexpected reloc type");
		else if (bound !== undefined) this.#applyBound(type, symbol, bound);
	}

	/** elf_machine_lazy_rel: calls are put off, TLS descriptors are not. */
	applyLazily(use: RelocationUse): void {
		const { lazy, tlsDescriptor, jumpSlot, symbolless } = this.#rules;
		if (lazy !== undefined && !lazy.has(use.type)) this.#refuseType(use.type, "unexpected PLT reloc type");
		else if (use.type === tlsDescriptor) this.apply(use);
		else if (use.type === jumpSlot || !symbolless.has(use.type)) this.#bindLater(use);
	}

	#bindLater({ symbol: index }: RelocationUse): void {
		const symbol = this.#dynamic.symbols.at(index);
		if (isLocal(symbol) || this.#missing.has(index)) return;
		if (this.#find(this.#wish(symbol, this.#rules.jumpSlot), symbol, true) === undefined)
			this.#noteMissing(symbol, true);
	}

	/** The definition that a symbol is bound to; absent for an undefined one and where it does not matter which. */
	#bind(symbol: DynamicSymbol, type: number): Definition | undefined {
		if (isLocal(symbol)) return { map: this.#map, symbol };
		const wish = this.#wish(symbol, type);
		if (this.#whoMatters(type)) {
			const definition = this.#binding.scope.first(wish, this.#decider(wish));
			if (definition === undefined) this.#noteMissing(symbol, false);
			return definition;
		}
		const definition = this.#find(wish, symbol, false);
		if (definition === undefined) this.#noteMissing(symbol, false);
		else this.#checkIfunc(wish, definition);
		return undefined;
	}

	/** What an IFUNC symbol stands for is asked of its object, which may not be ready for that. */
	#checkIfunc(wish: SymbolWish, definition: Definition): void {
		if (!this.#mayBeEarly(wish.name, definition)) return;
		const first = this.#binding.scope.first(wish, this.#decider(wish));
		if (first === undefined || !isEarlyIfunc(this.#process, this.#map, first)) return;
		this.#found.immediate.push(...earlyIfuncProblems(this.#process, this.#map, wish.name, first.map));
	}

	/** Any definition tells it, where not all objects are known. */
	#mayBeEarly(name: string, definition: Definition): boolean {
		if (this.#unready === undefined) return isEarlyIfunc(this.#process, this.#map, definition);
		return this.#unready.some(({ ifuncNames }) => ifuncNames.has(name));
	}

	#whoMatters(type: number): boolean {
		const { copy, staticTls, tlsDescriptor } = this.#rules;
		return type === copy || (this.#binding.staticTls !== undefined && (staticTls.has(type) || type === tlsDescriptor));
	}

	#wish(symbol: DynamicSymbol, type: number): SymbolWish {
		const { name, version } = symbol;
		const copy = type === this.#rules.copy;
		const wish = { name, undefinedRefused: this.#rules.undefinedRefused.has(type), copy };
		return version === undefined ? wish : { ...wish, version };
	}

	/** Some definition, enough to know that there is one. */
	#find(wish: SymbolWish, symbol: DynamicSymbol, lazy: boolean): Definition | undefined {
		if (definesItself(this.#dynamic, symbol)) return { map: this.#map, symbol };
		this.#answer = this.#lookUp(wish, lazy);
		return this.#answer;
	}

	#lookUp(wish: SymbolWish, lazy: boolean): Definition | undefined {
		const { scope } = this.#binding;
		const file = wish.version?.file;
		const likely = file === undefined ? undefined : scope.named(file);
		if (this.#mayBreak(likely)) return this.#firstOrBreaks(wish, lazy);
		if (this.#decider(wish) !== undefined && scope.first(wish, likely) === undefined) return undefined;
		return scope.any(wish, likely);
	}

	/** The object whose lack of a symbol ends the search. */
	#decider({ version }: Pick<SymbolWish, "version">): LinkMap | undefined {
		const decides = this.#process.placement.settings.release < NEED_DECIDES_BEFORE && version?.file !== undefined;
		return decides ? this.#binding.scope.named(version.file) : undefined;
	}

	#mayBreak(likely: LinkMap | undefined): boolean {
		const { release, asserts } = this.#process.placement.settings;
		if (likely === undefined || !asserts || release >= ASSERTION_BEFORE) return false;
		return likely !== this.#map && dynamicOf(likely)?.versionDefinitions.length === 0;
	}

	#firstOrBreaks(wish: SymbolWish, lazy: boolean): Definition | undefined {
		const definition = this.#binding.scope.first(wish);
		if (definition !== undefined && breaksAssertion(definition, wish)) this.#noteAssertion(definition, wish, lazy);
		return definition;
	}

	#applyBound(type: number, symbol: DynamicSymbol, bound: Definition): void {
		const { copy, staticTls, tlsDescriptor } = this.#rules;
		if (type === copy && bound.symbol !== undefined) {
			const copied = { map: this.#map, symbol, owner: bound.map, defined: bound.symbol };
			this.#found.immediate.push(...copyProblems(this.#process, copied));
		}
		if (staticTls.has(type)) this.#placeInStaticTls(bound.map, false);
		else if (type === tlsDescriptor) this.#placeInStaticTls(bound.map, true);
	}

	/** CHECK_STATIC_TLS and TRY_STATIC_TLS. */
	#placeInStaticTls(owner: LinkMap, optional: boolean): void {
		const block = this.#binding.staticTls;
		if (block === undefined || owner.role !== "opened" || owner.hasStaticTls) return;
		if (block.allocate(owner, optional)) {
			owner.hasStaticTls = true;
			return;
		}
		if (optional || owner.hasStaticTls === false) return;
		owner.hasStaticTls = false;
		const line = this.#process.voice.error(owner.name, "cannot allocate memory in static TLS block");
		const sizeBytes = owner.elf?.tls?.sizeBytes ?? 0;
		const object = spokenName(this.#process, owner);
		this.#found.immediate.push({ kind: "tls-static-block", fatal: true, sizeBytes, object, line });
	}

	#noteMissing(symbol: DynamicSymbol, lazy: boolean): void {
		const { index, binding } = symbol;
		const endedAtFile = this.#decider(symbol) !== undefined;
		if ((binding === STB.STB_WEAK && !endedAtFile) || this.#missing.has(index)) return;
		this.#missing.add(index);
		const { scope } = this.#binding;
		const problem = missingSymbolProblem(this.#process, { map: this.#map, symbol, scope, lazy, endedAtFile });
		if (problem !== undefined)
			(problem.lazy || !problem.fatal ? this.#found.deferred : this.#found.immediate).push(problem);
	}

	#noteAssertion({ map }: Definition, wish: SymbolWish, lazy: boolean): void {
		const { release } = this.#process.placement.settings;
		const line = CHECK_MATCH_LINES.find(([from]) => release >= from)?.[1] ?? 111;
		const assertion = "version->filename == NULL || ! _dl_name_match_p (version->filename, map)";
		(lazy ? this.#found.deferred : this.#found.immediate).push({
			kind: "crash",
			fatal: !lazy,
			object: this.#object,
			because: `${map.name} defines ${wish.name} without the version that was asked for`,
			line: assertionLine(release, `dl-lookup.c: ${line}: check_match`, assertion),
		});
	}

	#refuseType(type: number, words: string): void {
		if (this.#refusedTypes.has(type)) return;
		this.#refusedTypes.add(type);
		const digits = type.toString(16).padStart(type > 0xff && this.#process.placement.is64 ? 8 : 2, "0");
		this.#found.immediate.push({
			kind: "relocation-unsupported",
			fatal: true,
			object: this.#object,
			relocation: type,
			line: this.#process.voice.error(this.#map.name, `${words} 0x${digits}`),
		});
	}
}

/** Objects with IFUNC symbols that are not relocated yet, where a loader cares. */
function unreadyObjects(
	process: GlibcProcess,
	user: LinkMap,
	objects: KnownObjects | undefined,
): readonly IfuncObject[] | undefined {
	if (objects === undefined || !refusesEarlyIfuncs(process)) return objects && [];
	return objects.withIfuncs.filter(({ map }) => map !== user && !map.isRelocated);
}
