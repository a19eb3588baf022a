import type { DynamicSymbol, RelocationUse } from "../../elf/elf-file.ts";
import type { LoadProblem } from "../load.ts";
import { type WhileLoading, whileLoading } from "../while-loading.ts";
import type { Dso, MuslProcess } from "./process.ts";
import type { Definition } from "./symbol-lookup.ts";
import { isAtLeast } from "./version.ts";

/** Adds a problem that relocating met. */
export function note(process: MuslProcess, problem: LoadProblem): void {
	process.problems.push(problem);
}

/** Adds a symbol that nothing in the root has, unless it is for a library of the host to bring. */
export function noteMissing(process: MuslProcess, dso: Dso, symbol: DynamicSymbol, deferred: boolean): void {
	const { lent, missing, answered } = process;
	const file = symbol.version?.file;
	if (file !== undefined && lent.has(file)) return;
	note(process, symbolMissing(process, dso, symbol, deferred));
	if (deferred && calledWhileLoading(process, dso, symbol).calls === "surely")
		note(process, calledInVain(process, dso, symbol));
	if (lent.size === 0 || missing.size > 0 || (file !== undefined && answered.has(file))) return;
	process.unknown ??= `${symbol.name} may come with ${[...lent].sort().join(" or ")}, which the host has loaded`;
}

function calledWhileLoading({ start }: MuslProcess, dso: Dso, symbol: DynamicSymbol): WhileLoading {
	return whileLoading(dso.elf, symbol.index, (kind, count) => start.request.budget?.charge(kind, count));
}

/** `Error relocating OBJ: NAME: symbol not found`; nothing is printed while it is put off. */
function symbolMissing(process: MuslProcess, dso: Dso, symbol: DynamicSymbol, deferred: boolean): LoadProblem {
	const { name, version } = symbol;
	return {
		kind: "symbol-missing",
		fatal: !deferred,
		...(deferred ? {} : { line: `Error relocating ${dso.name}: ${name}: symbol not found` }),
		object: dso.name,
		symbol: name,
		...(version === undefined ? {} : { version: version.name }),
		...(version?.file === undefined ? {} : { library: version.file }),
		lazy: deferred,
		...(deferred ? { whileLoading: calledWhileLoading(process, dso, symbol) } : {}),
		undecided: mayComeYet(process, version?.file),
	};
}

/** A slot that was put off leads to where the file says, as if it stood at address 0: musl has nothing that would look
 *  the function up at the call. */
function calledInVain(process: MuslProcess, { name }: Dso, { name: symbol, version }: DynamicSymbol): LoadProblem {
	const fatal = !mayComeYet(process, version?.file);
	return {
		kind: "crash",
		fatal,
		object: name,
		because: `a function that it starts with calls ${symbol}, which nothing has`,
	};
}

/** Whether a library that did not load may be the one to bring a symbol. */
function mayComeYet({ missing, lent, answered }: MuslProcess, library: string | undefined): boolean {
	if (missing.size === 0 && lent.size === 0) return false;
	if (library === undefined || missing.has(library)) return true;
	return !answered.has(library);
}

/** A type that this loader does not know. Printed once per entry; here once per type and symbol. */
export function unsupported(dso: Dso, { type }: RelocationUse, symbol: DynamicSymbol | undefined): LoadProblem {
	return {
		kind: "relocation-unsupported",
		fatal: true,
		line: `Error relocating ${dso.name}: unsupported relocation type ${type}`,
		object: dso.name,
		relocation: type,
		...(symbol === undefined ? {} : { symbol: symbol.name }),
	};
}

/** A TLS variable of an object that dlopen brings, at an offset fixed for the static block. */
export function initialExec(
	process: MuslProcess,
	dso: Dso,
	symbol: DynamicSymbol | undefined,
	owner: Dso,
): LoadProblem {
	const named = symbol === undefined ? {} : { symbol: symbol.name };
	const place = { kind: "tls-initial-exec", object: dso.name, library: owner.name, ...named } as const;
	if (!process.features.refusesInitialExec) return { ...place, fatal: false };
	const what = `${symbol?.name ?? staleName(process, dso)}: initial-exec TLS resolves to dynamic definition in ${owner.name}`;
	return { ...place, fatal: true, line: `Error relocating ${dso.name}: ${what}` };
}

/** What stands for the name of a variable that has none: the loader's `name` is not set then. Its compilers leave there
 *  the last function slot's name (from 1.2.3 on), or nothing; seen under Alpine's and Debian's builds. */
function staleName({ start }: MuslProcess, { dynamic }: Dso): string {
	const { version } = start.interpreter.libc;
	if (!isAtLeast(version, "1.2.3")) return version === "1.1.24" ? "(null)" : "";
	const last = dynamic?.relocations.jmprel.findLast(({ symbol }) => symbol !== 0);
	return last === undefined || dynamic === undefined ? "(null)" : dynamic.symbols.at(last.symbol).name;
}

/** A weak reference that nothing defines, in a place where the loader asks for the definition's object. */
export function nullDefinition(dso: Dso, symbol: DynamicSymbol | undefined): LoadProblem {
	const because = `the loader reads through a null pointer for the undefined weak symbol ${symbol?.name ?? ""}`;
	return { kind: "crash", fatal: true, object: dso.name, because };
}

/** The kernel mapped the text read-only, and the loader writes to it. */
export function textRelocations(dso: Dso): LoadProblem {
	return { kind: "text-relocations", fatal: true, object: dso.name };
}

/** A reference to one version that is bound to another: version names are never compared. */
export function boundElsewhere(dso: Dso, symbol: DynamicSymbol, { dso: owner, symbol: bound }: Definition) {
	const wanted = symbol.version?.name;
	const got = bound?.version?.name;
	if (owner === dso || wanted === undefined || got === undefined || wanted === got) return undefined;
	return {
		kind: "symbol-bound-elsewhere",
		fatal: false,
		object: dso.name,
		symbol: symbol.name,
		wanted,
		bound: got,
		library: owner.name,
	} as const;
}
