import { DF, DF_1, SHN, STB, STT } from "../../elf/constants.ts";
import type { DynamicFacts, DynamicSymbol, RelocationUse } from "../../elf/elf-file.ts";
import { lfs64Name } from "./lfs64.ts";
import { type Dso, isRuntime, type MuslProcess } from "./process.ts";
import type { RelocationKind, RelocationKinds } from "./relocation-kinds.ts";
import * as problem from "./relocation-problems.ts";
import type { Definition, SymbolScope } from "./symbol-lookup.ts";

/** What relocating needs beside the process. */
export interface Relocator {
	readonly process: MuslProcess;
	readonly scope: SymbolScope;
	/** The scope of copy relocations. */
	readonly copyScope: SymbolScope;
	readonly kinds: RelocationKinds;
	/** From 1.1.24 on local symbols are not looked up; before, only section symbols were spared. */
	readonly sparesLocals: boolean;
}

/** Relocates one object: DT_JMPREL, DT_REL, DT_RELA, in this order.
 *  Source: reloc_all and do_relocs in ldso/dynlink.c. */
export function relocate(relocator: Relocator, dso: Dso): void {
	const { dynamic } = dso;
	if (dynamic === undefined || dso === relocator.process.loader) return;
	const { jmprel, rel, rela } = dynamic.relocations;
	const defers = isDeferred(relocator.process, dynamic);
	for (const use of jmprel) applyUse(relocator, dso, dynamic, use, defers);
	// Function slots are data; what lies in the text is among the rest.
	if (writesText(dso, dynamic)) problem.note(relocator.process, problem.textRelocations(dso));
	for (const use of rel) applyUse(relocator, dso, dynamic, use, defers);
	for (const use of rela) applyUse(relocator, dso, dynamic, use, defers);
}

/** DT_TEXTREL is honoured where the loader maps an object itself; the kernel's mapping stays read-only. */
function writesText({ kernelMapped }: Dso, dynamic: DynamicFacts): boolean {
	return kernelMapped && (dynamic.flags & DF.DF_TEXTREL) !== 0 && dynamic.writesReadOnly !== false;
}

/** Whether unresolved slots are put off: dlopen(RTLD_LAZY) of an object that does not insist on being bound. */
function isDeferred(process: MuslProcess, { flags, flags1 }: DynamicFacts): boolean {
	if (!isRuntime(process) || process.start.request.binding !== "lazy") return false;
	if (!process.features.deferredBinding) return false;
	return (flags & DF.DF_BIND_NOW) === 0 && (flags1 & DF_1.DF_1_NOW) === 0;
}

function applyUse(relocator: Relocator, dso: Dso, dynamic: DynamicFacts, use: RelocationUse, defers: boolean): void {
	if (use.type === 0) return;
	const kind = relocator.kinds.get(use.type);
	if (use.symbol === 0) {
		applyTo(relocator, dso, use, kind, undefined, { dso });
		return;
	}
	const symbol = dynamic.symbols.at(use.symbol);
	const definition = define(relocator, dso, symbol, kind);
	if (definition === undefined && isRequired(symbol)) {
		const deferred = defers && (kind === "plt" || kind === "got");
		problem.noteMissing(relocator.process, dso, symbol, deferred);
		return;
	}
	applyTo(relocator, dso, use, kind, symbol, definition);
}

function isRequired({ sectionIndex, binding }: DynamicSymbol): boolean {
	return sectionIndex !== SHN.SHN_UNDEF || binding !== STB.STB_WEAK;
}

function define(
	{ process, scope, copyScope, sparesLocals }: Relocator,
	dso: Dso,
	symbol: DynamicSymbol,
	kind: RelocationKind | undefined,
): Definition | undefined {
	const isOwn = sparesLocals ? symbol.binding === STB.STB_LOCAL : symbol.type === STT.STT_SECTION;
	if (isOwn) return { dso, symbol };
	const definition = (kind === "copy" ? copyScope : scope).find(symbol.name, kind === "plt");
	if (definition !== undefined || !process.features.lfs64Fallback) return definition;
	const standIn = lfs64Name(symbol.name, process.features.lfs64ShortBuffer);
	return standIn === undefined ? undefined : scope.fromLoader().find(standIn, true);
}

const NEEDS_OBJECT: ReadonlySet<RelocationKind | undefined> = new Set(["tpoff", "dtpmod", "tlsdesc"]);

function applyTo(
	{ process }: Relocator,
	dso: Dso,
	use: RelocationUse,
	kind: RelocationKind | undefined,
	symbol: DynamicSymbol | undefined,
	definition: Definition | undefined,
): void {
	const known = NEEDS_OBJECT.has(kind) || kind === "copy" ? definition : { dso };
	if (known === undefined) {
		if (kind !== "copy" || (symbol?.sizeBytes ?? 0) > 0) problem.note(process, problem.nullDefinition(dso, symbol));
		return;
	}
	if (symbol !== undefined && definition !== undefined) {
		const elsewhere = problem.boundElsewhere(dso, symbol, definition);
		if (elsewhere !== undefined) problem.note(process, elsewhere);
	}
	if (kind === "tpoff" && isDynamicTls(known.dso)) {
		problem.note(process, problem.initialExec(process, dso, symbol, known.dso));
	} else if (kind === undefined) {
		problem.note(process, problem.unsupported(dso, use, symbol));
	}
}

/** Its TLS is not part of the static block. */
function isDynamicTls({ atRuntime, elf }: Dso): boolean {
	return atRuntime && (elf?.tls?.sizeBytes ?? 0) > 0;
}
