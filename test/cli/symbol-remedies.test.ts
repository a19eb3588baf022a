import { describe, expect, test } from "vitest";
import { symbolRemedies } from "../../src/cli/commands/symbol-remedies.ts";
import { lookupSymbol } from "../../src/targets/symbol-lookup.ts";

const remediesOf = (name: string): readonly string[] => symbolRemedies(lookupSymbol(name, "x86_64"));

describe("what to do about a name", () => {
	test.each([
		["strlcpy", "glibc 2.38 is the first to have it: take `debian:13-slim`, `distroless/base-debian13`"],
		["arc4random", "glibc 2.36 is the first to have it: take `debian:12-slim`, `distroless/base-debian12`"],
		["gettid", "glibc 2.30 is the first to have it: take `debian:11-slim`"],
	])("that older glibc lacks: %s", (name, first) => {
		expect(remediesOf(name)[0]).toContain(first);
	});

	test.each([
		["qsort_r", "take `alpine:3.15` or a later one: it is the first to have it"],
		["gettid", "take `alpine:3.13` or a later one: it is the first to have it"],
	])("that older musl lacks: %s", (name, first) => {
		expect(remediesOf(name)).toContain(first);
	});

	test("no rebuild for musl helps where every musl has it", () => {
		expect(remediesOf("strlcpy").filter((text) => /musl|alpine|Alpine/.test(text))).toEqual([]);
	});

	test.each(["pidfd_getpid", "__rawmemchr"])("no Alpine release helps where none has it: %s", (name) => {
		const remedies = remediesOf(name);
		expect(remedies.filter((text) => /newer Alpine|alpine:3/.test(text))).toEqual([]);
		expect(remedies.at(-1)).toMatch(/^use a base with glibc/);
	});

	test.each(["_ZSt4cout", "__rawmemchr"])("nothing is said of glibc's releases where they are not why: %s", (name) => {
		expect(remediesOf(name).filter((text) => text.includes("is the first to have it"))).toEqual([]);
	});

	test("nothing for what is everywhere, and one way out for what is nowhere", () => {
		expect(remediesOf("printf")).toEqual([]);
		expect(remediesOf("no_such_symbol_anywhere")).toEqual([expect.stringMatching(/^no base image has it/)]);
	});
});
