import { readdirSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { retainedSource } from "../../../src/bytes/byte-ranges.ts";
import { memorySource } from "../../../src/bytes/memory-source.ts";
import { elfFacts } from "../../../src/elf/elf-facts.ts";
import type { ElfFile } from "../../../src/elf/elf-file.ts";
import { parseElf } from "../../../src/elf/parse-elf.ts";
import { lookAtElf } from "../../../src/image/layers/elf-retention.ts";

const FILES = readdirSync("fixtures-bin", { recursive: true, encoding: "utf8" })
	.map((name) => `fixtures-bin/${name}`)
	.filter(
		(path) => statSync(path).isFile() && readFileSync(path).subarray(0, 4).equals(Buffer.from("\x7fELF", "latin1")),
	);

test("there are files to try, one of them with relative relocations over several blocks", () => {
	expect(FILES.length).toBeGreaterThan(20);
	expect(FILES).toContain("fixtures-bin/x86_64-glibc/rust");
});

test.each(FILES)("what is kept of %s in a stream answers every question about it", (path) => {
	const bytes = readFileSync(path);
	const { touched } = lookAtElf(memorySource(path, bytes));
	const retained = touched.map(({ offset, length }) => ({ offset, bytes: bytes.subarray(offset, offset + length) }));
	expect(everythingOf(parseElf(retainedSource(path, bytes.length, retained)))).toEqual(
		everythingOf(parseElf(memorySource(path, bytes))),
	);
});

/** Every lazy part, in the order that a stream did not read them in. */
function everythingOf(elf: ElfFile): object {
	const { malformations, dynamic } = elf;
	return { malformations, text: dynamic?.writesReadOnly, ranges: dynamic?.tableRanges, facts: elfFacts(elf) };
}
