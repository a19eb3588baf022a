import { expect, test } from "vitest";
import { PathOwners } from "../../src/packages/path-owners.ts";

/** Numbers that look random and are the same every time. */
function* numbers(seed: number): Generator<number> {
	for (let state = seed; ; ) {
		state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
		yield state >>> 8;
	}
}

/** Ordinary names, and what malformed databases may have: no name at all, dots, letters of any kind. */
const NAMES = ["usr", "lib", "libc.so.6", "a", "", ".", "..", "ä", "名"];

test("agrees with a map over many paths, absolute or not, with doubled and trailing slashes", () => {
	const owners = new PathOwners();
	const map = new Map<string, string>();
	const random = numbers(11);
	const next = (below: number): number => Number(random.next().value) % below;
	const path = (): string =>
		(next(4) === 0 ? "" : "/") + Array.from({ length: 1 + next(5) }, () => NAMES[next(NAMES.length)]).join("/");
	for (let step = 0; step < 20_000; step += 1) {
		const [named, asked, owner] = [path(), path(), `package${next(300)}`];
		owners.set(named, owner);
		map.set(named, owner);
		expect(owners.get(asked)).toBe(map.get(asked));
	}
	expect(new Map(owners)).toEqual(map);
	expect([...owners].length).toBe(map.size);
});

test("gives a folder on the way to a file to nobody", () => {
	const owners = new PathOwners();
	owners.set("/usr/bin/env", "coreutils");
	expect(owners.get("/usr/bin")).toBeUndefined();
	expect(owners.get("/usr/bin/")).toBeUndefined();
	expect(owners.get("/usr/bin/env/x")).toBeUndefined();
	expect(owners.get("/usr/bin/env")).toBe("coreutils");
});

test("knows what is put in after it was asked for in vain", () => {
	const owners = new PathOwners();
	expect(owners.isEmpty).toBe(true);
	expect(owners.get("/opt/app/run")).toBeUndefined();
	owners.set("/opt/app/run", "app");
	expect(owners.get("/opt/app/run")).toBe("app");
	expect(owners.isEmpty).toBe(false);
});
