// What reading ELF facts costs, in time and in bytes read from the file:
//   node scripts/run-typescript.js bench/read-elf.ts [FILE]...     (default: the node that runs this, and what is written here)
// The written files grow tenfold in symbols and relocations; a sparse one has 500 MB.
import { closeSync, fstatSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ByteSource } from "../src/bytes/byte-source.ts";
import type { ElfFile } from "../src/elf/elf-file.ts";
import { parseElf } from "../src/elf/parse-elf.ts";
import { writeElf } from "../test/elf/elf-writer.ts";

const ROUNDS = 5;
const LAYOUT = { is64: true, littleEndian: true };

const folder = mkdtempSync(join(tmpdir(), "read-elf-"));
const given = process.argv.slice(2);
const files = [...(given.length > 0 ? given : [process.execPath]), ...[1000, 10_000, 100_000].map(written), sparse()];
for (const path of files) report(path);
rmSync(folder, { recursive: true });

/** A library with so many symbols, half of them undefined, and a relocation for each. */
function written(count: number): string {
	const symbols = Array.from({ length: count }, (_, index) => ({
		name: `function_${index}`,
		defined: index >= count / 2,
	}));
	const byName = symbols.slice(0, 1).map(({ name }): [number, string] => [6, name]);
	const path = join(folder, `${count}-symbols.so`);
	const model = { symbols, rela: byName, relative: count, hash: "both" } as const;
	writeFileSync(path, writeElf({ ...model, needed: ["libc.so.6"] }, LAYOUT).bytes);
	return path;
}

function sparse(): string {
	const path = join(folder, "500-MB.so");
	const { bytes } = writeElf({ needed: ["libc.so.6"], symbols: [{ name: "puts" }], jmprel: [[7, "puts"]] }, LAYOUT);
	writeFileSync(path, bytes);
	const descriptor = openSync(path, "r+");
	ftruncateSync(descriptor, 500 << 20);
	closeSync(descriptor);
	return path;
}

function report(path: string): void {
	const steps: readonly (readonly [string, (elf: ElfFile) => unknown])[] = [
		["parse", () => 0],
		["versions", ({ dynamic }) => dynamic?.versionNeeds],
		["relocations", ({ dynamic }) => dynamic?.relocations],
		["all symbols", allSymbols],
	];
	console.log(path);
	for (const [name, step] of steps) {
		const rounds = Array.from({ length: ROUNDS }, () => measure(path, step));
		const best = rounds.reduce((left, right) => (right.milliseconds < left.milliseconds ? right : left));
		console.log(
			`  ${name.padEnd(12)} ${best.milliseconds.toFixed(1).padStart(8)} ms ` +
				`${String(best.reads).padStart(6)} reads ${(best.bytes / 1024).toFixed(0).padStart(7)} KiB`,
		);
	}
}

function allSymbols({ dynamic }: ElfFile): number {
	let found = 0;
	for (let index = 0; index < (dynamic?.symbols.length ?? 0); index += 1) {
		if (dynamic?.symbols.at(index).sectionIndex === 0) found += 1;
	}
	return found;
}

function measure(
	path: string,
	step: (elf: ElfFile) => unknown,
): { milliseconds: number; reads: number; bytes: number } {
	const descriptor = openSync(path, "r");
	const size = fstatSync(descriptor).size;
	const count = { reads: 0, bytes: 0 };
	const source: ByteSource = {
		name: path,
		size,
		read(offset, length) {
			const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
			count.reads += 1;
			count.bytes += readSync(descriptor, bytes, 0, bytes.length, offset);
			return bytes;
		},
	};
	const start = performance.now();
	step(parseElf(source));
	const milliseconds = performance.now() - start;
	closeSync(descriptor);
	return { milliseconds, ...count };
}
