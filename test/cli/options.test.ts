import { describe, expect, test } from "vitest";
import { commandWords } from "../../src/cli/command-words.ts";
import { completionCommand } from "../../src/cli/commands/completion.ts";
import { manualPage } from "../../src/cli/commands/manual.ts";
import { collectNames, collectOutputs } from "../../src/cli/options.ts";
import { buildProgram } from "../../src/cli/run.ts";
import { usesColor, usesUnicode } from "../../src/cli/terminal.ts";

describe("collectNames", () => {
	test("joins repeats and comma lists, each name once", () => {
		expect(collectNames("b, c,a", ["a"])).toEqual(["a", "b", "c"]);
	});
	test("an empty name is refused", () => {
		expect(() => collectNames("a,,b", undefined)).toThrow("empty target name");
	});
});

describe("collectOutputs", () => {
	test.each([
		["report.json", { path: "report.json" }],
		["sarif=x.sarif", { format: "sarif", path: "x.sarif" }],
		["odd=name.txt", { path: "odd=name.txt" }],
		["json=a=b", { format: "json", path: "a=b" }],
		["./json", { path: "./json" }],
		["-", { path: "/dev/stdout" }],
		["json=-", { format: "json", path: "/dev/stdout" }],
	])("%s", (value, expected) => {
		expect(collectOutputs(value, undefined)).toEqual([expected]);
	});
	test("no file is refused", () => {
		expect(() => collectOutputs("json=", undefined)).toThrow("empty file name");
	});
	test("a format's bare name is no file: other programs print that format then", () => {
		expect(() => collectOutputs("json", undefined)).toThrow("-o json=FILE, or --format json");
	});
	test("a misspelt format is no part of a file's name", () => {
		expect(() => collectOutputs("sarfi=x", undefined)).toThrow("no format sarfi; did you mean sarif=");
	});
});

describe("wantsColor", () => {
	test.each([
		["a terminal", undefined, {}, true, true],
		["a pipe", undefined, {}, false, false],
		["NO_COLOR", undefined, { NO_COLOR: "1" }, true, false],
		["an empty NO_COLOR", undefined, { NO_COLOR: "" }, true, true],
		["FORCE_COLOR in a pipe", undefined, { FORCE_COLOR: "1" }, false, true],
		["FORCE_COLOR=0", undefined, { FORCE_COLOR: "0" }, true, false],
		["a dumb terminal", undefined, { TERM: "dumb" }, true, false],
		["--color over NO_COLOR", true, { NO_COLOR: "1" }, false, true],
		["--no-color over FORCE_COLOR", false, { FORCE_COLOR: "1" }, true, false],
	])("%s", (_name, flag, environment, isTTY, expected) => {
		expect(usesColor(flag, environment, { isTTY })).toBe(expected);
	});
});

describe("wantsUnicode", () => {
	test.each([
		[{ LANG: "de_DE.UTF-8" }, true],
		[{ LANG: "C.utf8" }, true],
		[{ LANG: "C" }, false],
		[{ LC_ALL: "C", LANG: "de_DE.UTF-8" }, false],
		[{}, false],
	])("%j", (environment, expected) => {
		expect(usesUnicode(environment)).toBe(expected);
	});
});

describe("words of the command tree", () => {
	const program = buildProgram({});

	test("every option has its own environment variable or is about one run only", () => {
		const [inspect] = commandWords(program);
		const without = inspect?.options.filter(({ environment }) => environment === undefined).map(({ long }) => long);
		expect(without).toEqual(["--output", "--update-baseline", "--no-config", "--color", "--no-color", "--no-progress"]);
	});

	test("the manual names every command and option", () => {
		const page = manualPage(program).replaceAll("\\-", "-");
		for (const { name, options } of commandWords(program)) {
			expect(page).toContain(`inspect ${name}`);
			for (const { flags } of options) expect(page).toContain(flags);
		}
	});

	test("an unknown shell is a usage error", async () => {
		await expect(completionCommand("tcsh", program)).rejects.toThrow("known are bash, zsh, fish");
	});
});
