import type { ByteSource } from "../bytes/byte-source.ts";
import { PF, PT } from "../elf/constants.ts";
import { EM } from "../elf/constants-machine.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import { shapeOf } from "../elf/start-calls/x86-64-length.ts";
import { readRange } from "./file-range.ts";

/** The highest level of x86-64 whose instructions are in a file's code, whether or not it asks the processor first. */
export interface CodeLevel {
	readonly level: 1 | 2 | 3 | 4;
	/** Code that was not looked at. */
	readonly unreadBytes: number;
}

/** Most code that is looked through. */
const CODE_BYTES = 8 * 1024 * 1024;

/** Looks through the code from start to end; absent for other machines, and where the bytes are not at hand.
 *  Cost: about a second for 8 MiB. */
export function codeLevel(elf: ElfFile, source: ByteSource): CodeLevel | undefined {
	if (elf.machine !== EM.EM_X86_64) return undefined;
	const code = elf.segments.filter(({ type, flags }) => type === PT.PT_LOAD && (flags & PF.PF_X) !== 0);
	const all = code.reduce((sum, { fileSizeBytes }) => sum + fileSizeBytes, 0);
	let level: CodeLevel["level"] = 1;
	let left = CODE_BYTES;
	for (const { offset, fileSizeBytes } of code) {
		const bytes = readRange(source, { offset, length: fileSizeBytes }, left);
		left -= bytes.length;
		for (let at = 0; at < bytes.length && level < 4; ) {
			const instruction = bytes.subarray(at, at + 15);
			const length = shapeOf(instruction)?.length;
			const found = length === undefined ? 1 : levelOf(instruction.subarray(0, length));
			if (found > level) level = found;
			at += length ?? 1;
		}
	}
	const read = CODE_BYTES - left;
	return read === 0 && all > 0 ? undefined : { level, unreadBytes: level === 4 ? 0 : all - read };
}

/** By prefix and map: AVX, AVX2, FMA and BMI are all of v3, and their prefixes its alone; AVX-512 is of v4.
 *  Source: System V ABI, AMD64 supplement, "Micro-Architecture Levels". */
function levelOf(bytes: Buffer): CodeLevel["level"] {
	let at = 0;
	while (PREFIXES.has(bytes[at] ?? 0)) at += 1;
	const repeats = bytes.subarray(0, at).includes(0xf3);
	if ((bytes[at] ?? 0) >> 4 === 4) at += 1;
	const [first, second, third = 0] = bytes.subarray(at);
	if (first === 0x62) return 4;
	if (first === 0xc4 || first === 0xc5) return 3;
	if (first !== 0x0f) return 1;
	if (second === 0x38) return third === 0xf0 || third === 0xf1 ? (bytes[0] === 0xf2 ? 2 : 3) : third < 0x42 ? 2 : 1;
	if (second === 0x3a) return 2;
	if (repeats && second === 0xb8) return 2;
	return repeats && second === 0xbd ? 3 : 1;
}

const PREFIXES: ReadonlySet<number> = new Set([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3]);
