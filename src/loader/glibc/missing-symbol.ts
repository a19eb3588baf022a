import type { DynamicSymbol } from "../../elf/elf-file.ts";
import type { LoadProblem } from "../load.ts";
import { type WhileLoading, whileLoading } from "../while-loading.ts";
import type { LinkMap } from "./link-map.ts";
import { dlopenVoice } from "./messages.ts";
import { type GlibcProcess, spokenName } from "./process.ts";
import type { Scope } from "./symbol-lookup.ts";

/** A symbol that nothing defines, and how it was asked for. */
export interface MissingSymbol {
	readonly map: LinkMap;
	readonly symbol: DynamicSymbol;
	readonly scope: Scope;
	/** Asked for when first called only. */
	readonly lazy: boolean;
	/** The file that the version need names ended the search (up to 2.29). */
	readonly endedAtFile: boolean;
}

type SymbolMissing = Extract<LoadProblem, { readonly kind: "symbol-missing" }>;

/** The problem that a missing symbol is; absent where the host's own library brings it. */
export function missingSymbolProblem(process: GlibcProcess, missing: MissingSymbol): SymbolMissing | undefined {
	const { map, symbol, scope, lazy } = missing;
	const { name, version } = symbol;
	if (version?.file !== undefined && process.lent.has(version.file)) return undefined;
	const undecided = isUndecided(process, version?.file, scope);
	if (undecided) noteLent(process, name);
	const called = lazy ? whileLoading(map.elf, symbol.index, process.placement.charge) : undefined;
	return {
		kind: "symbol-missing",
		fatal: (!lazy || called?.calls === "surely") && !undecided,
		object: spokenName(process, map),
		symbol: name,
		lazy,
		...(called === undefined ? {} : { whileLoading: called }),
		undecided,
		...(version === undefined ? {} : { version: version.name }),
		...(version?.file === undefined ? {} : { library: version.file }),
		...(undecided ? {} : lineFor(process, missing, called)),
	};
}

/** From 2.31 on, what a constructor does not find ends the process, whoever opened its file; before, dlopen(3) failed. */
const CONSTRUCTORS_FATAL_FROM = 31;

function lineFor(process: GlibcProcess, missing: MissingSymbol, called: WhileLoading | undefined): { line?: string } {
	if (called?.calls !== "surely") return { line: missingLine(process, missing) };
	// Slots are not relocated yet: the call leads nowhere.
	if (called.by === "resolver") return {};
	const endsHost = process.voice === dlopenVoice && process.placement.settings.release >= CONSTRUCTORS_FATAL_FROM;
	const line = missingLine(process, missing);
	return { line: endsHost ? `symbol lookup error: ${line}` : line };
}

/** First release that writes `symbol NAME version V` without a comma. */
const COMMA_BEFORE = 27;

function missingLine({ voice, placement }: GlibcProcess, { map, symbol, endedAtFile }: MissingSymbol): string {
	const { name, version } = symbol;
	if (endedAtFile && version !== undefined) {
		const comma = placement.settings.release < COMMA_BEFORE ? "," : "";
		const words = `symbol ${name}${comma} version ${version.name} not defined in file ${version.file} with link time reference`;
		return voice.lookupError("relocation error", map.name, words);
	}
	const words = `undefined symbol: ${name}${version === undefined ? "" : `, version ${version.name}`}`;
	return voice.lookupError("symbol lookup error", map.name, words);
}

/** Whether a library that could not be loaded may be the one that brings a symbol. */
function isUndecided({ missing, lent }: GlibcProcess, file: string | undefined, scope: Scope): boolean {
	if (missing.size === 0 && lent.size === 0) return false;
	return file === undefined || missing.has(file) || scope.named(file) === undefined;
}

/** What a library of the host brings is not known. */
function noteLent({ lent, missing, unknown }: GlibcProcess, symbol: string): void {
	if (lent.size === 0 || missing.size > 0) return;
	unknown.push(`${symbol} may come with ${[...lent].sort().join(" or ")}, which the host has loaded`);
}
