import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonPieces, jsonText } from "../../src/report/json-text.ts";

const odd = fc.string({
	unit: fc.constantFrom("a", '"', "\\", "\n", "##[", "\u0000", "\u007f", "\u202e", "\ud800", "é"),
});
const value = fc.letrec((tie) => ({
	any: fc.oneof(
		{ maxDepth: 3 },
		odd,
		fc.integer(),
		fc.constant(null),
		fc.array(tie("any")),
		fc.dictionary(odd, tie("any")),
	),
})).any;

describe("a report in pieces", () => {
	it("is the same text, whatever is in it", () => {
		const report = fc.record(
			{ first: value, list: fc.oneof(fc.array(value, { maxLength: 5 }), value, fc.constant(undefined)), last: value },
			{ requiredKeys: [] },
		);
		fc.assert(
			fc.property(report, (each) => {
				expect([...jsonPieces(each, "list")].join("")).toBe(`${jsonText(each)}\n`);
			}),
			{ numRuns: 300 },
		);
	});

	it("comes an element at a time", () => {
		const pieces = [...jsonPieces({ list: [1, { a: "b" }, []], end: true }, "list")];
		expect(pieces.filter((piece) => piece.includes('"a"') || piece.trim().startsWith("1"))).toHaveLength(1);
		expect(pieces.length).toBeGreaterThan(4);
	});

	it("shows nothing that acts or hides, and keeps its value", () => {
		const text = jsonText({ a: "\u202e\u0085 ##[set-env]", é: "é" });
		expect(text).not.toMatch(/[\u202e\u0085]|##\[/);
		expect(text).toContain("é");
		expect(JSON.parse(text)).toEqual({ a: "\u202e\u0085 ##[set-env]", é: "é" });
	});
});
