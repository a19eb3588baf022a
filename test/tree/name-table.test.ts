import { expect, test } from "vitest";
import { NameTable } from "../../src/tree/name-table.ts";

/** Numbers that look random and are the same every time. */
function* numbers(seed: number): Generator<number> {
	for (let state = seed; ; ) {
		state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
		yield state >>> 8;
	}
}

/** ASCII, Latin-1, other letters, bytes that are no UTF-8, and names of which one begins the other. */
const STEMS = ["a", "aa", "lib", "ä", "ÿ", "ж", "名", "\ud800", "\udc80\udcff", "x".repeat(300), "\u0100\0"];

test("agrees with maps over many names put in, replaced and taken out", () => {
	const table = new NameTable();
	const maps = new Map<number, Map<string, number>>();
	const random = numbers(7);
	const next = (below: number): number => Number(random.next().value) % below;
	for (let step = 0; step < 60_000; step += 1) {
		const folder = next(step % 2 === 0 ? 5 : 3000);
		const name = `${STEMS[next(STEMS.length)]}${next(4) === 0 ? "" : next(900)}`;
		const map = maps.get(folder) ?? new Map<string, number>();
		maps.set(folder, map);
		if (next(3) === 0) {
			table.delete(folder, name);
			map.delete(name);
		} else {
			table.set(folder, name, step);
			map.set(name, step);
		}
	}
	for (const [folder, map] of maps) {
		expect([...table.names(folder)].sort()).toEqual([...map.keys()].sort());
		for (const [name, value] of map) expect(table.get(folder, name)).toBe(value);
	}
	expect(table.get(1, "never put in")).toBeUndefined();
	expect([...table.names(1_000_000)]).toEqual([]);
});

test("holds the value 0 and an empty name", () => {
	const table = new NameTable();
	table.set(0, "", 0);
	expect(table.get(0, "")).toBe(0);
	expect([...table.names(0)]).toEqual([""]);
	table.delete(0, "");
	expect(table.get(0, "")).toBeUndefined();
});

test("lists a folder while names are put into it", () => {
	const table = new NameTable();
	for (let index = 0; index < 10; index += 1) table.set(3, `${index}`, index);
	const seen: string[] = [];
	for (const name of table.names(3)) {
		seen.push(name);
		for (let more = 0; more < 1000; more += 1) table.set(4, `${name}-${more}`, more);
		table.delete(3, "0");
	}
	expect(seen).toEqual(["9", "8", "7", "6", "5", "4", "3", "2", "1"]);
});
