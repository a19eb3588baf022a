import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { mutationBases } from "../../scripts/elf/mutation-bases.ts";
import { mutate } from "../../scripts/elf/mutations.ts";
import { random } from "../../scripts/elf/random.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { forceFacts } from "./force-facts.ts";

const CRASHES = new URL("crashes/", import.meta.url);

it("reads every file that the fuzzer once broke on", () => {
	const names = readdirSync(CRASHES).filter((name) => name.endsWith(".elf"));
	for (const name of names) forceFacts(memorySource(name, readFileSync(new URL(name, CRASHES))));
});

it("reads a fixed set of mutated files, some whole, some in part, some not at all", () => {
	const bases = mutationBases([]);
	const outcomes = { whole: 0, part: 0, none: 0 };
	for (let index = 0; index < 1000; index += 1) {
		const numbers = random(2, index);
		const base = numbers.pick([bases[0] ?? never(), ...bases]);
		const { errors } = forceFacts(memorySource(base.name, mutate(base, numbers)));
		outcomes[errors.size === 0 ? "whole" : errors.has("file") ? "none" : "part"] += 1;
	}
	// The fuzzer would be worthless if it broke nothing, or everything at once.
	expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(50);
});

function never(): never {
	throw new Error("there are no base files");
}
