import { ElfFormatError } from "../../bytes/elf-format-error.ts";
import { SHN, STB } from "../../elf/constants.ts";
import type { DynamicFacts, DynamicSymbol, RelocationUse } from "../../elf/elf-file.ts";
import { Bits } from "./bits.ts";
import type { LinkMap } from "./link-map.ts";
import { isKnownRelocation, type RelocationRules } from "./relocation-rules.ts";
import { bindsLocally, isDefinition } from "./symbol-lookup.ts";

/** One relocation of an object. */
export interface Step {
	readonly use: RelocationUse;
	/** Put off to the first call. */
	readonly lazy: boolean;
}

/** What a process decides of a file's references before any of them is looked up. */
export interface Circumstances {
	/** Objects of the scope by the number of their facts. */
	readonly provider: (facts: number) => LinkMap | undefined;
	/** The object that a version need means by a file name. */
	readonly named: (file: string) => LinkMap | undefined;
	/** Objects without versions end some releases by an assertion. */
	readonly mayBreak: (likely: LinkMap) => boolean;
	/** The file that the version need names ends the search. */
	readonly needDecides: boolean;
	/** Objects of which names are IFUNC symbols, and that are not relocated yet. */
	readonly unready: readonly { readonly facts: number; readonly ifuncNames: ReadonlySet<string> }[];
	readonly hasStaticTls: boolean;
}

/** References that one file is known to answer, all of them under a version of one file name (or without any). */
interface Answered {
	readonly facts: number;
	readonly file: string | undefined;
	readonly bits: Bits;
}

/** More are forgotten, and learnt again. */
const MOST_ANSWERED = 128;
const MOST_UNREADY = 64;

/** What relocating one file asks of others, and which files are known to answer. Whether a file defines what a reference
 *  wants depends on the two of them alone, so that it is found out once, however many processes load both; what depends
 *  on more goes through its steps every time. */
export class BindingMemory {
	/** In the order in which they are applied; those that never have anything to say are left out. */
	readonly steps: readonly Step[];
	readonly #symbols: DynamicFacts["symbols"];
	/** Steps that are always gone through, and those that are where TLS blocks are looked at. */
	readonly #always: Bits;
	readonly #tls: Bits;
	/** Steps that need a definition, and those of them that do without. */
	readonly #asking: Bits;
	readonly #weakByFile = new Map<string | undefined, Bits>();
	#answered: Answered[] = [];
	#ifuncs = new Map<number, Bits>();

	/** Errors: ElfFormatError. */
	constructor(dynamic: DynamicFacts, rules: RelocationRules, lazy: boolean) {
		this.#symbols = dynamic.symbols;
		const sorted = sortedSteps(dynamic, rules, lazy);
		this.steps = sorted.map(({ step }) => step);
		const bitsOf = (has: (sort: Sort) => boolean): Bits => {
			const bits = new Bits(sorted.length);
			for (const [at, { sort }] of sorted.entries()) if (has(sort)) bits.set(at);
			return bits;
		};
		this.#always = bitsOf(({ always }) => always);
		this.#tls = bitsOf(({ tls }) => tls);
		this.#asking = bitsOf(({ asks }) => asks !== undefined);
		for (const [at, { sort }] of sorted.entries()) {
			if (sort.asks?.binding === STB.STB_WEAK) this.#weakOf(sort.asks.version?.file).set(at);
		}
	}

	/** The steps that may have something to say in a process, in order. */
	pending(process: Circumstances): number[] {
		const open = this.#asking.copy();
		for (const [file, bits] of this.#weakByFile) if (!insists(process, file)) open.remove(bits);
		for (const { facts, file, bits } of this.#answered) {
			const map = process.provider(facts);
			if (map !== undefined && answers(process, map, file)) open.remove(bits);
		}
		for (const { facts, ifuncNames } of process.unready) open.add(this.#ifuncsOf(facts, ifuncNames));
		open.add(this.#always);
		if (process.hasStaticTls) open.add(this.#tls);
		return open.list();
	}

	/** A file answers a step's reference. */
	learn(at: number, facts: number, file: string | undefined): void {
		let known = this.#answered.find((each) => each.facts === facts && each.file === file);
		if (known === undefined) {
			if (this.#answered.length >= MOST_ANSWERED) this.#answered = [];
			known = { facts, file, bits: new Bits(this.steps.length) };
			this.#answered.push(known);
		}
		known.bits.set(at);
	}

	#weakOf(file: string | undefined): Bits {
		const known = this.#weakByFile.get(file) ?? new Bits(this.steps.length);
		this.#weakByFile.set(file, known);
		return known;
	}

	/** Steps whose names are IFUNC symbols of a file. */
	#ifuncsOf(facts: number, names: ReadonlySet<string>): Bits {
		const known = this.#ifuncs.get(facts);
		if (known !== undefined) return known;
		const bits = new Bits(this.steps.length);
		for (const at of this.#asking.list()) {
			const step = this.steps[at];
			if (step !== undefined && !step.lazy && names.has(this.#symbols.at(step.use.symbol).name)) bits.set(at);
		}
		if (this.#ifuncs.size >= MOST_UNREADY) this.#ifuncs = new Map();
		this.#ifuncs.set(facts, bits);
		return bits;
	}
}

/** Whether a process insists on a weak reference, or may trip over one. */
function insists({ named, mayBreak, needDecides }: Circumstances, file: string | undefined): boolean {
	const likely = file === undefined ? undefined : named(file);
	return likely !== undefined && (needDecides || mayBreak(likely));
}

/** Whether the process takes the answer of an object wherever it stands. */
function answers(process: Circumstances, map: LinkMap, file: string | undefined): boolean {
	const likely = file === undefined ? undefined : process.named(file);
	if (likely === undefined) return true;
	return !process.mayBreak(likely) && (!process.needDecides || likely === map);
}

/** What there is to a step. */
interface Sort {
	readonly always: boolean;
	readonly tls: boolean;
	/** The symbol that is looked up. */
	readonly asks?: DynamicSymbol;
}

function sortedSteps(dynamic: DynamicFacts, rules: RelocationRules, lazy: boolean): { step: Step; sort: Sort }[] {
	const { rel, rela, jmprel } = dynamic.relocations;
	const found: { step: Step; sort: Sort }[] = [];
	const add = (uses: readonly RelocationUse[], put: boolean): void => {
		for (const use of uses) {
			const step = { use, lazy: put };
			const sort = put ? lazySort(dynamic, rules, use) : sortOf(dynamic, rules, use);
			if (sort !== undefined) found.push({ step, sort });
		}
	};
	if (rules.readsRel) add(rel, false);
	add(rela, false);
	add(jmprel, lazy);
	return found;
}

const ALWAYS: Sort = { always: true, tls: false };

/** See elf_machine_rela: everything now. */
function sortOf(dynamic: DynamicFacts, rules: RelocationRules, { type, symbol: index }: RelocationUse) {
	if (rules.symbolless.has(type)) return undefined;
	const symbol = dynamic.symbols.at(index);
	if (!isKnownRelocation(rules, type) || type === rules.copy) return ALWAYS;
	const tls = rules.staticTls.has(type) || type === rules.tlsDescriptor;
	if (!isLooked(dynamic, symbol)) return tls ? { always: false, tls } : undefined;
	return { always: false, tls, asks: symbol };
}

/** See elf_machine_lazy_rel: calls are put off, TLS descriptors are not. */
function lazySort(dynamic: DynamicFacts, rules: RelocationRules, use: RelocationUse): Sort | undefined {
	if (rules.lazy !== undefined && !rules.lazy.has(use.type)) return ALWAYS;
	if (use.type === rules.tlsDescriptor) return sortOf(dynamic, rules, use);
	if (use.type !== rules.jumpSlot && rules.symbolless.has(use.type)) return undefined;
	const symbol = dynamic.symbols.at(use.symbol);
	return isLooked(dynamic, symbol) ? { always: false, tls: false, asks: symbol } : undefined;
}

/** Whether a symbol is looked up in other objects. */
function isLooked(dynamic: DynamicFacts, symbol: DynamicSymbol): boolean {
	return !isLocal(symbol) && !definesItself(dynamic, symbol);
}

/** Whether a symbol is only for its own object. */
export function isLocal(symbol: DynamicSymbol): boolean {
	return symbol.binding === STB.STB_LOCAL || bindsLocally(symbol);
}

/** What an object defines for others it finds at the latest in itself. */
export function definesItself({ hash }: DynamicFacts, symbol: DynamicSymbol): boolean {
	if (symbol.sectionIndex === SHN.SHN_UNDEF || symbol.version?.file !== undefined) return false;
	return (hash.gnu || hash.sysv) && isDefinition(symbol, { undefinedRefused: true });
}

const seen = new WeakSet<DynamicFacts>();
const memories = new WeakMap<DynamicFacts, Map<RelocationRules, { now?: BindingMemory; lazy?: BindingMemory }>>();

/** What is remembered of a file; nothing where it is relocated for the first time, for most files are relocated once,
 *  and nothing of one whose references cannot be read. */
export function bindingMemory(dynamic: DynamicFacts, rules: RelocationRules, lazy: boolean): BindingMemory | undefined {
	if (!seen.has(dynamic)) {
		seen.add(dynamic);
		return undefined;
	}
	const byRules = memories.get(dynamic) ?? new Map<RelocationRules, { now?: BindingMemory; lazy?: BindingMemory }>();
	memories.set(dynamic, byRules);
	const known = byRules.get(rules) ?? {};
	byRules.set(rules, known);
	try {
		if (lazy) known.lazy ??= new BindingMemory(dynamic, rules, true);
		else known.now ??= new BindingMemory(dynamic, rules, false);
		return lazy ? known.lazy : known.now;
	} catch (error) {
		if (error instanceof ElfFormatError) return undefined;
		throw error;
	}
}

const numbers = new WeakMap<DynamicFacts, number>();
let given = 0;

/** A number that stands for a file's facts, so that nobody has to hold them. */
export function factsNumber(dynamic: DynamicFacts): number {
	const known = numbers.get(dynamic);
	if (known !== undefined) return known;
	given += 1;
	numbers.set(dynamic, given);
	return given;
}
