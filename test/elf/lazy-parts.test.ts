import { describe, expect, test } from "vitest";
import { lazy } from "../../src/elf/lazy.ts";
import { withLazyParts } from "../../src/elf/lazy-parts.ts";

describe("properties that are found out when asked for", () => {
	test("belong to their object, though all of a name share one getter", () => {
		const made = ["one", "other"].map((name) => withLazyParts({ name }, { letters: () => name.length }));
		expect(made.map(({ name, letters }) => [name, letters])).toEqual([
			["one", 3],
			["other", 5],
		]);
		const [first, second] = made.map((each) => Object.getOwnPropertyDescriptor(each, "letters"));
		expect(first?.get).toBe(second?.get);
	});

	test("are asked for no earlier, and are copied as what was found", () => {
		let asked = 0;
		const count = lazy(() => {
			asked += 1;
			return asked;
		});
		const object = withLazyParts({ kept: true }, { count });
		expect(asked).toBe(0);
		expect({ ...object }).toEqual({ kept: true, count: 1 });
		expect(Object.keys({ ...object })).toEqual(["kept", "count"]);
		expect([object.count, asked]).toEqual([1, 1]);
	});

	test("fail each time that they are asked for", () => {
		const object = withLazyParts(
			{},
			{
				broken: lazy((): number => {
					throw new Error("no such bytes");
				}),
			},
		);
		expect(() => object.broken).toThrow("no such bytes");
		expect(() => object.broken).toThrow("no such bytes");
	});
});
