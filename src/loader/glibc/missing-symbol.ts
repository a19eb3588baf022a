import type { DynamicSymbol } from "../../elf/elf-file.ts";
import type { LoadProblem } from "../load.ts";
import type { LinkMap } from "./link-map.ts";
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

/** The problem that a missing symbol is; absent where the host's own library brings it. */
export function missingSymbolProblem(process: GlibcProcess, missing: MissingSymbol): LoadProblem | undefined {
	const { map, symbol, scope, lazy } = missing;
	const { name, version } = symbol;
	if (version?.file !== undefined && process.lent.has(version.file)) return undefined;
	const undecided = isUndecided(process, version?.file, scope);
	if (undecided) noteLent(process, name);
	return {
		kind: "symbol-missing",
		fatal: !lazy && !undecided,
		object: spokenName(process, map),
		symbol: name,
		lazy,
		undecided,
		...(version === undefined ? {} : { version: version.name }),
		...(version?.file === undefined ? {} : { library: version.file }),
		...(undecided ? {} : { line: missingLine(process, missing) }),
	};
}

/** First release that writes `symbol NAME version V` without a comma. */
const COMMA_BEFORE = 27;

function missingLine({ voice, place }: GlibcProcess, { map, symbol, endedAtFile }: MissingSymbol): string {
	const { name, version } = symbol;
	if (endedAtFile && version !== undefined) {
		const comma = place.settings.release < COMMA_BEFORE ? "," : "";
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
