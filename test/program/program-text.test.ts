import { describe, expect, test } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { programText } from "../../src/program/program-text.ts";
import { sectionRanges } from "../../src/program/section-names.ts";
import { fixtureBytes } from "./sources.ts";

const PROGRAMS = [
	"x86_64-glibc/cxx",
	"x86_64-musl/getaddrinfo",
	"aarch64-glibc/hello",
	"i386-glibc/hello",
	"s390x-glibc/hello",
	"x86_64-glibc/go-cgo",
];

/** How many bytes of each section are in the text. */
function coverage(name: string): ReadonlyMap<string, number> {
	const source = memorySource(name, fixtureBytes(name));
	const elf = parseElf(source);
	const text = programText(elf, source);
	const shared = (from: number, to: number) =>
		text.reduce(
			(sum, { offset, length }) => sum + Math.max(0, Math.min(to, offset + length) - Math.max(from, offset)),
			0,
		);
	return new Map(
		[...sectionRanges(elf, source)].map(([section, { offset, length }]) => [
			section,
			shared(offset, offset + length) / length,
		]),
	);
}

describe.each(PROGRAMS)("the text of %s", (name) => {
	const covered = coverage(name);

	test("holds all constants", () => {
		expect(covered.get(".rodata")).toBe(1);
	});

	test.each([".dynsym", ".dynstr", ".gnu.version"])("holds nothing of %s", (section) => {
		expect(covered.get(section) ?? 0).toBe(0);
	});

	test("holds no index of unwind tables", () => {
		expect(covered.get(".eh_frame_hdr") ?? 0).toBe(0);
	});
});

test("the text of a larger program holds less than half of its unwind table: the last entry", () => {
	expect(coverage("x86_64-glibc/cxx").get(".eh_frame")).toBeLessThan(0.5);
});
