import { describe, expect, it } from "vitest";
import { AnswerMemory } from "../../src/elf/answer-memory.ts";

const answer = (name: string) => [
	{ index: 1, name, binding: 1, type: 2, visibility: 0, sectionIndex: 1, hasValue: true, sizeBytes: 0 },
];

function filled(names: number): AnswerMemory {
	const memory = new AnswerMemory();
	for (let at = 0; at < names; at += 1) memory.set(`f${at}`, answer(`f${at}`));
	return memory;
}

function known(memory: AnswerMemory, names: number): number {
	return Array.from({ length: names }, (_, at) => memory.get(`f${at}`)).filter((each) => each !== undefined).length;
}

describe("the answers of a table", () => {
	it("are given again under their own names", () => {
		const memory = filled(3);
		expect(memory.get("f2")).toEqual(answer("f2"));
		expect(memory.get("f3")).toBeUndefined();
	});

	it("are no more than some thousand, of one table and of all together", () => {
		const one = filled(10_000);
		expect(known(one, 10_000)).toBeLessThanOrEqual(4096);
		expect(one.get("f9999")).toEqual(answer("f9999"));
		const many = Array.from({ length: 12 }, () => filled(4096));
		const all = many.reduce((sum, memory) => sum + known(memory, 4096), known(one, 10_000));
		expect(all).toBeLessThanOrEqual(16_384);
		expect(known(many.at(-1) ?? one, 4096)).toBe(4096);
	});
});
