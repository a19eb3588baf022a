import { closeSync, lstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { isElf } from "../../src/elf/parse-elf.ts";

/** Paths of every ELF file at or under the given ones, in byte order; symlinks are not followed, so that no file
 *  comes twice. What cannot be read is passed over. */
export function* elfFilesUnder(paths: readonly string[]): Generator<string> {
	for (const path of paths) yield* elfFilesAt(path);
}

function* elfFilesAt(path: string): Generator<string> {
	const stat = lstatSync(path, { throwIfNoEntry: false });
	if (stat?.isDirectory()) {
		for (const name of readdirSync(path).sort()) yield* elfFilesAt(join(path, name));
	} else if (stat?.isFile() && startsAsElf(path)) yield path;
}

function startsAsElf(path: string): boolean {
	try {
		const descriptor = openSync(path, "r");
		const prefix = Buffer.alloc(4);
		readSync(descriptor, prefix, 0, 4, 0);
		closeSync(descriptor);
		return isElf(prefix);
	} catch {
		return false;
	}
}
