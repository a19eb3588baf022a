import type { CodeBytes, Decoder } from "./instruction.ts";

/** Instructions of one function that are looked at. */
const MOST_INSTRUCTIONS = 96;

/** Whether a function puts its first two arguments, each of 64 bits, into memory of the file before it calls anything: so
 *  do the functions that Go's c-shared and c-archive start with (`_rt0_amd64_lib`, `_rt0_arm64_linux_lib`), for argc and
 *  argv. A compiler that is told that argc is an int keeps 32 bits of it. */
export function keepsArguments(code: CodeBytes, decoder: Decoder, start: number): boolean {
	const kept = new Set<number>();
	let at = start;
	for (let left = MOST_INSTRUCTIONS; left > 0 && kept.size < 2; left -= 1) {
		const instruction = decoder.next(code, at);
		if (instruction === undefined) return false;
		const argument = keptArgument(code.at(at, instruction.length));
		if (argument !== undefined) kept.add(argument);
		if (instruction.kind === "jump") at = instruction.target;
		else if (instruction.kind === "plain") at += instruction.length;
		else return false;
	}
	return kept.size === 2;
}

/** `mov %rdi, place(%rip)`, `mov %rsi, place(%rip)`; `str x0, [x27, #place]`, `str x1, [x27, #place]`: x27 is where Go's
 *  assembler keeps addresses. */
function keptArgument(bytes: Buffer): number | undefined {
	if (bytes.length === 7 && bytes[0] === 0x48 && bytes[1] === 0x89) {
		return bytes[2] === 0x3d ? 0 : bytes[2] === 0x35 ? 1 : undefined;
	}
	if (bytes.length !== 4) return undefined;
	const word = bytes.readUInt32LE(0);
	const isStore = (word & 0xffc00000) >>> 0 === 0xf9000000 && ((word >>> 5) & 31) === 27;
	return isStore && (word & 31) < 2 ? word & 31 : undefined;
}
