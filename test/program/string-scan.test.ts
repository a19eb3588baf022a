import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ByteSource } from "../../src/bytes/byte-source.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { stringScan } from "../../src/program/string-scan.ts";
import { wordSearch } from "../../src/program/word-search.ts";
import { fixtureBytes, identified } from "./sources.ts";

const NO_MARKS: readonly string[] = [];

describe("words are found in one pass", () => {
	test("wherever a search for each would find them, however the bytes are cut", () => {
		const words = fc.uniqueArray(fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 2, maxLength: 7 }), {
			minLength: 1,
			maxLength: 8,
		});
		const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), maxLength: 60 });
		fc.assert(
			fc.property(words, text, fc.nat(60), (list, haystack, cut) => {
				const search = wordSearch(list);
				const bytes = Buffer.from(haystack);
				const found: string[] = [];
				const note = (word: number, end: number): void => void found.push(`${list[word]}@${end}`);
				const middle = Math.min(cut, bytes.length);
				search.find(bytes, 0, middle, note);
				search.find(bytes, middle, bytes.length, note);
				const expected = list.flatMap((word) =>
					[...haystack].flatMap((_, at) => (haystack.startsWith(word, at) ? [`${word}@${at + word.length}`] : [])),
				);
				expect(found.sort()).toEqual(expected.sort());
			}),
		);
	});
});

describe("strings of interest", () => {
	test("of a static program with a resolver", () => {
		const { strings } = identified("x86_64-glibc/getaddrinfo-static");
		expect([...strings]).toEqual(
			expect.arrayContaining(["/etc/nsswitch.conf", "libnss_%s.so%s", "gconv-modules", "/usr/lib/locale"]),
		);
		expect(strings.has("/bin/bash")).toBe(false);
	});

	test("of Go programs", () => {
		expect(identified("x86_64-glibc/go-cgo").strings.has("/etc/services")).toBe(true);
	});

	test("are libraries that a program names, not those that its loader opens", () => {
		expect([...identified("x86_64-glibc/dlopen-note").strings]).toEqual(["libzstd.so.1"]);
		expect([...identified("x86_64-glibc/libs").strings]).toEqual([]);
	});
});

/** hello with its read-only segment behind the headers replaced by other text of any length. */
function withConstants(text: string): { readonly elf: ReturnType<typeof parseElf>; readonly source: ByteSource } {
	const hello = fixtureBytes("x86_64-musl/hello-static");
	const bytes = Buffer.concat([hello, Buffer.from(text, "latin1")]);
	const elf = parseElf(memorySource("hello", hello));
	const [segment] = elf.segments.filter(({ type }) => type === 1);
	if (segment === undefined) throw new Error("no PT_LOAD");
	const constants = { ...segment, flags: 4, offset: hello.length, fileSizeBytes: text.length };
	return { elf: { ...elf, segments: [constants] }, source: memorySource("made", bytes) };
}

function found(text: string): string[] {
	const { elf, source } = withConstants(text);
	return [...stringScan(elf, source, NO_MARKS).upTo(Number.POSITIVE_INFINITY)].sort();
}

describe("patterns", () => {
	test.each([
		["\0total %5Ld bytes\0", ["%5Ld"]],
		["\0%-08.3LX\0", ["%-08.3LX"]],
		["\0%Lf and Ld\0", []],
		["\0| % Funcs | % Lines |\0", []],
		["\x080%Loaded\0", []],
		["\0%Lu)\0", ["%Lu"]],
		["\0%H:%M %P\0", ["%P"]],
		["\0%k:%M %^a\0", ["%^a", "%k"]],
		["\x080%P\0", []],
		["\0%ld %lu\0", []],
		["\0%%Ld\0", ["%Ld"]],
		["\0%-'+08.3Li\0", ["%-'+08.3Li"]],
		["\0%H %_k %-l %_P %0k\0", ["%-l", "%0k", "%_P", "%_k"]],
		["\0libfoo.so.1\0", ["libfoo.so.1"]],
		["\0/usr/lib/libfoo.so.1\0", []],
		["\0libfoo.so.1 is missing\0", []],
		["\0/tmp/x\0//TRANSLIT\0", ["//TRANSLIT", "/tmp"]],
	])("%j", (text, expected) => {
		expect(found(text)).toEqual(expected);
	});

	test("are found across the ends of chunks", () => {
		for (const shift of [-12, -11, -6, -1, 0]) {
			expect(found(`${"\0".repeat(256 * 1024 + shift)}libfoo.so.1\0`)).toEqual(["libfoo.so.1"]);
		}
	});

	test("made to cost time cost little", () => {
		expect(found("%l".repeat(2_000_000))).toEqual([]);
		expect(
			found(Array.from({ length: 100_000 }, (_, index) => `lib${index}.so\0`).join("")).length,
		).toBeLessThanOrEqual(4096);
	});

	test("beyond the limit are not looked for", () => {
		const { elf, source } = withConstants(`${"\0".repeat(600 * 1024)}/tmp\0`);
		const scan = stringScan(elf, source, NO_MARKS);
		expect([...scan.upTo(1024)]).toEqual([]);
		expect([...scan.upTo(1024 * 1024)]).toEqual(["/tmp"]);
	});
});
