import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memorySource } from "../../../src/bytes/memory-source.ts";
import { parseElf } from "../../../src/elf/parse-elf.ts";
import { readLibraryCache } from "../../../src/loader/glibc/ld-so-cache.ts";
import { machineRules } from "../../../src/loader/glibc/machine-rules.ts";
import type { GlibcSettings } from "../../../src/loader/glibc/settings.ts";
import { readTunables } from "../../../src/loader/glibc/tunables.ts";
import { writeElf } from "../../elf/elf-writer.ts";

const loader = parseElf(memorySource("ld.so", writeElf({ machine: 62 }, { is64: true, littleEndian: true }).bytes));
const machine = machineRules(loader);

function settingsOf(release: number): GlibcSettings {
	if (machine === undefined) throw new Error("x86-64 is known");
	const tokens = { LIB: "lib", PLATFORM: "haswell" };
	const tunables = readTunables(undefined, release);
	const folders = { systemDirectories: ["/lib/"], subdirectories: [""] };
	return { release, asserts: true, isDebian: true, machine, ...folders, x86Level: 3, tunables, tokens };
}

const magic = fc.constantFrom("ld.so-1.7.0\0", "glibc-ld.so.cache1.1", "");
const word = fc.oneof(fc.nat(64), fc.constantFrom(0x303, 48, 0xffffffff, 0x40000000, 0x80000000), fc.nat(0x7fffffff));

describe("caches of any content", () => {
	it("are read without an error, in bounded time", () => {
		fc.assert(
			fc.property(
				magic,
				fc.array(word, { maxLength: 60 }),
				fc.constantFrom(28, 31, 36, 41),
				(start, words, release) => {
					const numbers = Buffer.alloc(words.length * 4);
					for (const [index, value] of words.entries()) numbers.writeUInt32LE(value, index * 4);
					const bytes = Buffer.concat([Buffer.from(start), numbers, Buffer.from("libc.so.6\0/lib/libc.so.6\0")]);
					const found = readLibraryCache(bytes, settingsOf(release), 62, true)?.find("libc.so.6");
					expect(["string", "undefined"]).toContain(typeof found);
				},
			),
			{ numRuns: 3000 },
		);
	});
});
