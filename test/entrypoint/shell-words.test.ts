import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { simpleCommands } from "../../src/entrypoint/shell-words.ts";

/** Whatever JavaScript, Unicode or C call white space, and what means something to a shell. */
const LETTERS = [..."\t\n\v\f\r \u00a0\u1680\u2000\u2028\u2029\u3000\ufeffab/.=$@\"'\\`#;&|<>(){}!*0"];

describe("words of a shell's text", () => {
	test("every text comes to an end, whatever blanks are in it", () => {
		const text = fc.array(fc.constantFrom(...LETTERS), { maxLength: 40 }).map((letters) => letters.join(""));
		fc.assert(
			fc.property(text, (each) => {
				for (const { words, line } of simpleCommands(each) ?? []) {
					expect(words.length).toBeLessThanOrEqual(each.length);
					expect(line).toBeLessThanOrEqual(each.split("\n").length);
				}
			}),
			{ numRuns: 20_000 },
		);
	});

	test("letters that are no blanks to a shell belong to their word", () => {
		const words = fc.array(fc.stringMatching(/^[a-z\r\v\f\u00a0\u3000]+$/), { minLength: 1, maxLength: 6 });
		fc.assert(
			fc.property(words, (each) => {
				expect(simpleCommands(`run ${each.join(" \t ")}`)?.[0]?.words).toEqual(["run", ...each]);
			}),
		);
	});

	test.each([
		["exec app\r", ["exec", "app\r"]],
		["app a\u00a0b", ["app", "a\u00a0b"]],
		["app > /log\r b", ["app", "b"]],
		["app \\\n b", ["app", "b"]],
	])("%j", (text, words) => {
		expect(simpleCommands(text)?.map((command) => command.words)).toEqual([words]);
	});
});
