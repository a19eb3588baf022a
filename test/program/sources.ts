import { readFileSync } from "node:fs";
import type { ByteSource } from "../../src/bytes/byte-source.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { identifyProgram } from "../../src/program/identify.ts";
import type { ProgramFacts } from "../../src/program/program-facts.ts";
import type { FileTree } from "../../src/tree/file-tree.ts";

/** The bytes of a file of fixtures-bin. */
export function fixtureBytes(name: string): Buffer {
	return readFileSync(`fixtures-bin/${name}`);
}

/** What a file of fixtures-bin is. */
export function identified(name: string, path = `/${name}`, tree?: FileTree): ProgramFacts {
	return identifiedBytes(fixtureBytes(name), path, tree);
}

/** What these bytes are. */
export function identifiedBytes(bytes: Buffer, path = "/app", tree?: FileTree): ProgramFacts {
	const source: ByteSource = memorySource(path, bytes);
	return identifyProgram(parseElf(source), { path, source, tree });
}
