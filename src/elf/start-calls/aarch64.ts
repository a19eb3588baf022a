import type { Decoder, Instruction } from "./instruction.ts";

const length = 4;

/** Reads AArch64 code. Source: Arm Architecture Reference Manual for A-profile, C4. */
export function aarch64Decoder(): Decoder {
	const pages = new Map<number, number>();
	const slots = new Map<number, number>();
	return {
		next(code, address) {
			const bytes = code.at(address, length);
			if (bytes.length < length) return undefined;
			const word = bytes.readUInt32LE(0);
			const register = calledRegister(word);
			const slot = register === undefined ? undefined : slots.get(register);
			if (slot !== undefined) return { kind: isJump(word) ? "slot-jump" : "slot-call", slot, length };
			remember(word, address, pages, slots);
			return flowOf(word, address);
		},
	};
}

/** BR and BLR, with and without pointer authentication. */
function calledRegister(word: number): number | undefined {
	const isBranch = (word & 0xff9f0000) >>> 0 === 0xd61f0000 || (word & 0xff9f0000) >>> 0 === 0xd71f0000;
	return isBranch && ((word >>> 21) & 3) < 2 ? (word >>> 5) & 31 : undefined;
}

function isJump(word: number): boolean {
	return ((word >>> 21) & 3) === 0;
}

/** `adrp xN, page` and `ldr xM, [xN, #offset]`: what a register then holds. Whatever else writes a register takes it out
 *  (nearly every instruction has the register that it writes in its lowest bits). */
function remember(word: number, address: number, pages: Map<number, number>, slots: Map<number, number>): void {
	const target = word & 31;
	const base = pages.get((word >>> 5) & 31);
	const isLoad = (word & 0xffc00000) >>> 0 === 0xf9400000;
	if (isFlow(word)) return;
	for (const register of [target, (word >>> 10) & 31]) {
		slots.delete(register);
		if (register === target) pages.delete(register);
	}
	if ((word & 0x9f000000) >>> 0 === 0x90000000) pages.set(target, pageOf(word, address));
	else if (isLoad && base !== undefined) slots.set(target, base + ((word >>> 10) & 0xfff) * 8);
}

function pageOf(word: number, address: number): number {
	const immediate = (((word >>> 5) & 0x7ffff) << 2) | ((word >>> 29) & 3);
	return address - (address % 4096) + signed(immediate, 21) * 4096;
}

/** Branches write no register that counts here. */
function isFlow(word: number): boolean {
	return ((word >>> 26) & 7) === 5;
}

function flowOf(word: number, address: number): Instruction {
	const top = word >>> 26;
	if (top === 0x25 || top === 0x05) {
		return { kind: top === 0x25 ? "call" : "jump", target: address + signed(word & 0x3ffffff, 26) * 4, length };
	}
	if (word >>> 24 === 0x54) return { kind: "branch", target: address + signed((word >>> 5) & 0x7ffff, 19) * 4, length };
	const compare = (word >>> 24) & 0x7e;
	if (compare === 0x34) return { kind: "branch", target: address + signed((word >>> 5) & 0x7ffff, 19) * 4, length };
	if (compare === 0x36) return { kind: "branch", target: address + signed((word >>> 5) & 0x3fff, 14) * 4, length };
	if (calledRegister(word) !== undefined) return { kind: isJump(word) ? "indirect-jump" : "indirect-call", length };
	if ((word & 0xfe000000) >>> 0 === 0xd6000000) return { kind: "return", length };
	// UDF, BRK and HLT
	const isStop = word < 0x10000 || [0xd4200000, 0xd4400000].includes((word & 0xffe0001f) >>> 0);
	return { kind: isStop ? "stop" : "plain", length };
}

function signed(value: number, bits: number): number {
	return value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
}
