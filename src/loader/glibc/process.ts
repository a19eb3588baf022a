import type { LoadProblem } from "../load.ts";
import { dynamicOf, type LinkMap } from "./link-map.ts";
import type { Voice } from "./messages.ts";
import type { Placement } from "./placement.ts";

/** A process as its loader keeps it while it loads: everything that the phases share. */
export interface GlibcProcess {
	readonly placement: Placement;
	readonly voice: Voice;
	readonly program: LinkMap;
	readonly workingDirectory: string;
	/** Every loaded object, in load order, the program first. */
	readonly maps: readonly LinkMap[];
	/** Names that were asked for and could not be loaded. */
	readonly missing: Set<string>;
	/** Names that were asked for and are not in the root, but loaded by the host. */
	readonly lent: Set<string>;
	/** What was found wrong, in the order in which the loader meets it. */
	readonly problems: LoadProblem[];
	/** Why the outcome cannot be told; the first reason is kept. */
	readonly unknown: string[];
	/** The object that a name means: by a name it was asked for or by its DT_SONAME, which it then keeps. */
	named(name: string): LinkMap | undefined;
	/** The object whose file this is. */
	identified(identity: string): LinkMap | undefined;
	add(map: LinkMap): void;
}

/** A process with nothing but its program. */
export function newProcess(
	placement: Placement,
	voice: Voice,
	program: LinkMap,
	workingDirectory: string,
): GlibcProcess {
	const maps: LinkMap[] = [];
	const byName = new Map<string, LinkMap>();
	const byIdentity = new Map<string, LinkMap>();
	const remember = (name: string | undefined, map: LinkMap): void => {
		if (name !== undefined && name !== "" && !byName.has(name)) byName.set(name, map);
	};
	const add = (map: LinkMap): void => {
		maps.push(map);
		if (map.identity !== undefined) byIdentity.set(map.identity, map);
		remember(map.name, map);
		for (const name of map.names) remember(name, map);
		remember(dynamicOf(map)?.soname, map);
	};
	add(program);
	return {
		placement,
		voice,
		program,
		workingDirectory,
		maps,
		missing: new Set(),
		lent: new Set(),
		problems: [],
		unknown: [],
		named(name) {
			const map = byName.get(name);
			if (map !== undefined && map.name !== name) map.names.add(name);
			return map;
		},
		identified: (identity) => byIdentity.get(identity),
		add,
	};
}

/** The name under which problems and objects go by: the loader's own, or the program's. */
export function spokenName(process: GlibcProcess, map: LinkMap): string {
	return process.voice.nameOf(map.name);
}
