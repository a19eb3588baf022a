import { ElfFormatError } from "../../bytes/elf-format-error.ts";
import type { DynamicFacts } from "../../elf/elf-file.ts";
import { factsNumber } from "./binding-memory.ts";
import { dynamicOf, type LinkMap } from "./link-map.ts";

/** An object with IFUNC symbols. */
export interface IfuncObject {
	readonly map: LinkMap;
	readonly facts: number;
	readonly ifuncNames: ReadonlySet<string>;
}

/** The objects of a scope in which every look-up has an answer. */
export interface KnownObjects {
	/** An object by the number of its facts. */
	readonly byFacts: ReadonlyMap<number, LinkMap>;
	readonly withIfuncs: readonly IfuncObject[];
}

/** What is known of objects in which symbols are looked up; absent where some look-up may end in an error, which whoever
 *  leaves look-ups out would not meet. */
export function knownObjects(maps: readonly LinkMap[]): KnownObjects | undefined {
	const byFacts = new Map<number, LinkMap>();
	const withIfuncs: IfuncObject[] = [];
	for (const map of maps) {
		const dynamic = dynamicOf(map);
		if (dynamic === undefined) continue;
		const ifuncNames = soundIfuncNames(dynamic);
		if (ifuncNames === undefined) return undefined;
		const facts = factsNumber(dynamic);
		byFacts.set(facts, map);
		if (ifuncNames.size > 0) withIfuncs.push({ map, facts, ifuncNames });
	}
	return { byFacts, withIfuncs };
}

function soundIfuncNames(dynamic: DynamicFacts): ReadonlySet<string> | undefined {
	const names = dynamic.symbols.ifuncNames?.();
	return names !== undefined && hasSoundVersions(dynamic) ? names : undefined;
}

/** Whoever compares versions asks for these. */
function hasSoundVersions(dynamic: DynamicFacts): boolean {
	if (!dynamic.hasVersionTable) return true;
	try {
		return dynamic.versionDefinitions.length + dynamic.versionNeeds.length >= 0;
	} catch (error) {
		if (error instanceof ElfFormatError) return false;
		throw error;
	}
}
