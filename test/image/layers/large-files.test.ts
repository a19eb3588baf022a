import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { memorySource } from "../../../src/bytes/memory-source.ts";
import { elfFacts } from "../../../src/elf/elf-facts.ts";
import { parseElf } from "../../../src/elf/parse-elf.ts";
import { openInput } from "../../../src/source/open-input.ts";
import { rawTar } from "../../archive/tar/tar-writer.ts";

const scratch = mkdtempSync(join(tmpdir(), "elfspect-large-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Where the read-only segment with the dynamic tables begins, and how far it is moved: out of everything that is kept
 *  of a large file when it first passes. */
const TABLES = 0xa9000;
const MOVED = 40 * 1024 * 1024;

/** go-cgo with room in front of its tables. */
function largeProgram(): Buffer {
	const small = readFileSync("fixtures-bin/x86_64-glibc/go-cgo");
	const headers = Number(small.readBigUInt64LE(32));
	for (let index = 0; index < small.readUInt16LE(56); index += 1) {
		const at = headers + index * small.readUInt16LE(54) + 8;
		const offset = small.readBigUInt64LE(at);
		if (offset >= BigInt(TABLES)) small.writeBigUInt64LE(offset + BigInt(MOVED), at);
	}
	return Buffer.concat([small.subarray(0, TABLES), Buffer.alloc(MOVED), small.subarray(TABLES)]);
}

function largeArchive(): Buffer {
	return rawTar([
		{ name: "usr/", type: "5" },
		{ name: "usr/app", data: largeProgram(), mode: 0o755 },
	]);
}

test("from a pipe it is not judged, and the user is told what to do", async () => {
	const [archive, pipe] = [join(scratch, "piped.tar"), join(scratch, "pipe")];
	writeFileSync(archive, largeArchive());
	execFileSync("mkfifo", [pipe]);
	const writer = spawn("sh", ["-c", 'exec cat "$0" > "$1"', archive, pipe]);
	const [input] = await openInput(pipe);
	writer.kill();
	expect(input?.diagnostics).toEqual([]);
	const found = input?.tree.lookup("/usr/app");
	const content = found?.found && found.entry.type === "file" ? found.entry.content() : undefined;
	const advice = /were not kept: name the archive as a file instead of piping it in, or unpack it/;
	if (content?.kind === "elf") expect(() => elfFacts(content.elf)).toThrow(advice);
	else expect(content).toMatchObject({ kind: "malformed-elf", error: { message: expect.stringMatching(advice) } });
	input?.close();
});

test("a root file system that comes compressed is passed over again for large files", async () => {
	const path = join(scratch, "root.tar.gz");
	const bytes = largeProgram();
	writeFileSync(path, gzipSync(largeArchive(), { level: 0 }));
	const [input] = await openInput(path);
	const found = input?.tree.lookup("/usr/app");
	const content = found?.found && found.entry.type === "file" ? found.entry.content() : undefined;
	if (content?.kind !== "elf") throw new Error(`not an ELF file but ${JSON.stringify(content)}`);
	expect(elfFacts(content.elf)).toEqual(elfFacts(parseElf(memorySource("app", bytes))));
	expect(content.elf.malformations).toEqual([]);
	expect(input?.diagnostics).toEqual([]);
	input?.close();
});
