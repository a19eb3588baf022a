import { createHash } from "node:crypto";
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type ElfSketch, sketchElf } from "./elf-sketch.ts";
import { filesBelow } from "./package-tree.ts";

/** One file to be tried. */
export interface Subject {
	/** First 12 hex digits of its SHA-256: also its folder in the store. */
	readonly id: string;
	readonly name: string;
	/** Where it came from: `bookworm/coreutils/usr/bin/ls`. */
	readonly origin: string;
	readonly role: "program" | "library" | "object";
	readonly sketch: ElfSketch;
}

/** Collects the ELF files below `folder` into the store, one folder per distinct content.
 *  @param label first part of their origins */
export function* collectSubjects(folder: string, label: string, store: string): Generator<Subject> {
	for (const file of filesBelow(folder)) {
		const sketch = sketchElf(file);
		if (sketch === undefined) continue;
		const id = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12);
		const name = basename(file);
		place(file, join(store, id), name);
		yield { id, name, origin: `${label}${file.slice(folder.length)}`, role: roleOf(sketch), sketch };
	}
}

/** How a file is meant to be used, as far as its headers tell. */
function roleOf(sketch: ElfSketch): Subject["role"] {
	if (sketch.type === 2 || sketch.interpreter !== undefined || sketch.pie) return "program";
	return sketch.type === 3 ? (sketch.dynamic ? "library" : "program") : "object";
}

function place(file: string, folder: string, name: string): void {
	const target = join(folder, name);
	chmodSync(file, 0o755);
	if (existsSync(folder)) return;
	mkdirSync(folder, { recursive: true });
	linkSync(file, target);
}
