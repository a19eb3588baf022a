import type { LinkMap } from "./link-map.ts";
import type { Placement } from "./placement.ts";

/** Up to here objects were relocated in the reverse order in which they were loaded: at start, and in dlopen. */
export const SORTED_FROM = { exec: 15, dlopen: 16 } as const;
/** First release whose default is the depth-first sort (glibc.rtld.dynamic_sort = 2). */
const DEPTH_FIRST_FROM = 35;
/** The older sort takes cubic time: longer lists get the newer one's order. */
const MAX_ORIGINAL = 256;
/** Objects of a list that cost as much as a need. */
const LOOKED_AT_FOR_ONE = 64;

/** l_initfini: the search list so that needs come behind those that need them, the first one staying first.
 *  Relocation goes from the last to the first. Source: elf/dl-sort-maps.c of glibc. */
export function dependencyOrder(
	searchList: readonly LinkMap[],
	root: LinkMap,
	{ settings: { release }, charge }: Pick<Placement, "settings" | "charge">,
): readonly LinkMap[] {
	const list = [root, ...searchList.filter((map) => map !== root)];
	if (release < DEPTH_FIRST_FROM && list.length <= MAX_ORIGINAL) return [root, ...originalOrder(list.slice(1), charge)];
	const sorted = depthFirstOrder(list);
	return [root, ...sorted.filter((map) => map !== root)];
}

/** l_initfini of one object: itself and its needs; absent for what has none filled in. */
function ownList(map: LinkMap): readonly LinkMap[] {
	return map.needs === undefined ? [] : [map, ...map.needs];
}

/** Up to 2.34: every object moves behind the last one that needs it, with a guard against cycles. */
function originalOrder(list: readonly LinkMap[], charge: Placement["charge"]): LinkMap[] {
	const maps = [...list];
	const needs = new Map(maps.map((map) => [map, new Set(ownList(map))]));
	const seen = maps.map(() => 0);
	for (let at = 0; at < maps.length; ) {
		charge("needs of objects", maps.length / LOOKED_AT_FOR_ONE);
		seen[at] = (seen[at] ?? 0) + 1;
		const current = maps[at];
		const behind = current === undefined ? -1 : lastThatNeeds(maps, needs, current, at);
		if (current === undefined || behind < 0) {
			at += 1;
			seen.fill(0, at);
			continue;
		}
		maps.splice(at, 1);
		maps.splice(behind, 0, current);
		if ((seen[at + 1] ?? 0) > maps.length - at) {
			at += 1;
			seen.fill(0, at);
			continue;
		}
		const [rounds = 0] = seen.splice(at, 1);
		seen.splice(behind, 0, rounds);
	}
	return maps;
}

function lastThatNeeds(
	maps: readonly LinkMap[],
	needs: ReadonlyMap<LinkMap, ReadonlySet<LinkMap>>,
	wanted: LinkMap,
	after: number,
): number {
	for (let at = maps.length - 1; at > after; at -= 1) {
		const map = maps[at];
		if (map !== undefined && needs.get(map)?.has(wanted) === true) return at;
	}
	return -1;
}

/** From 2.35: reverse postorder of a depth-first walk that starts at the end of the list. */
function depthFirstOrder(list: readonly LinkMap[]): LinkMap[] {
	const visited = new Set<LinkMap>();
	const isListed = new Set(list);
	const postorder: LinkMap[] = [];
	for (let at = list.length - 1; at >= 0; at -= 1) {
		const start = list[at];
		if (start !== undefined) walk(start, visited, isListed, postorder);
	}
	return postorder.reverse();
}

/** The walk without recursion: a chain of libraries may be as long as the list. */
function walk(start: LinkMap, visited: Set<LinkMap>, isListed: ReadonlySet<LinkMap>, postorder: LinkMap[]): void {
	if (visited.has(start)) return;
	visited.add(start);
	const path = [{ map: start, pending: ownList(start).values() }];
	for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
		const next = top.pending.next();
		if (next.done) {
			postorder.push(top.map);
			path.pop();
			continue;
		}
		const map = next.value;
		if (visited.has(map) || map.role === "program" || !isListed.has(map)) continue;
		visited.add(map);
		path.push({ map, pending: ownList(map).values() });
	}
}
