import type { Decoder, Instruction } from "./instruction.ts";
import { LONGEST, type Shape, shapeOf } from "./x86-64-length.ts";

/** Instructions for which a register that was loaded from a pointer is remembered. */
const MEMORY_INSTRUCTIONS = 6;

/** Reads x86-64 code. */
export function x86Decoder(): Decoder {
	/** The register that was loaded last, from where. */
	let loaded: { readonly register: number; readonly slot: number; readonly left: number } | undefined;
	return {
		next(code, address) {
			const bytes = code.at(address, LONGEST);
			const shape = shapeOf(bytes);
			if (shape === undefined) return undefined;
			const slot = loadedSlot(bytes, shape, address);
			const called = calledRegister(bytes, shape);
			const known = called !== undefined && called.register === loaded?.register ? loaded.slot : undefined;
			loaded = slot ?? remembered(loaded, shape);
			if (called !== undefined && known !== undefined) {
				return { kind: called.isJump ? "slot-jump" : "slot-call", slot: known, length: shape.length };
			}
			return flowOf(bytes, shape, address);
		},
	};
}

type Loaded = { readonly register: number; readonly slot: number; readonly left: number };

/** `mov slot(%rip), %register` */
function loadedSlot(bytes: Buffer, shape: Shape, address: number): Loaded | undefined {
	const { map, opcode, modrm = 0 } = shape;
	const rex = rexOf(bytes, shape);
	if (map !== 0 || opcode !== 0x8b || (modrm & 0xc7) !== 5 || (rex & 8) === 0) return undefined;
	const register = ((modrm >> 3) & 7) + ((rex & 4) !== 0 ? 8 : 0);
	return { register, slot: ripRelative(bytes, shape, address), left: MEMORY_INSTRUCTIONS };
}

/** Tests, branches, pushes, nops and the like leave it as it is. */
function remembered(loaded: Loaded | undefined, { map, opcode }: Shape): Loaded | undefined {
	const isHarmless =
		map === 1
			? opcode === 0x1f || (opcode >= 0x80 && opcode < 0x90)
			: map === 0 && (opcode === 0x85 || opcode === 0x90 || opcode >> 4 === 7 || (opcode >= 0x50 && opcode < 0x58));
	return isHarmless && loaded !== undefined && loaded.left > 0 ? { ...loaded, left: loaded.left - 1 } : undefined;
}

/** `call *%register`, `jmp *%register` */
function calledRegister(
	bytes: Buffer,
	shape: Shape,
): { readonly register: number; readonly isJump: boolean } | undefined {
	const { map, opcode, modrm = 0 } = shape;
	const group = (modrm >> 3) & 7;
	if (map !== 0 || opcode !== 0xff || modrm >> 6 !== 3 || (group !== 2 && group !== 4)) return undefined;
	const register = (modrm & 7) + ((rexOf(bytes, shape) & 1) !== 0 ? 8 : 0);
	return { register, isJump: group === 4 };
}

/** The byte before a one-byte opcode, where it is a REX prefix. */
function rexOf(bytes: Buffer, { displacementAt, modrm }: Shape): number {
	const opcodeAt = displacementAt - 1 - (modrm === undefined ? 0 : 1);
	const before = opcodeAt > 0 ? (bytes[opcodeAt - 1] ?? 0) : 0;
	return before >= 0x40 && before < 0x50 ? before : 0;
}

function ripRelative(bytes: Buffer, { displacementAt, length }: Shape, address: number): number {
	return address + length + bytes.readInt32LE(displacementAt);
}

function flowOf(bytes: Buffer, shape: Shape, address: number): Instruction {
	const { map, opcode, length, immediateAt } = shape;
	const near = (): number => address + length + bytes.readInt8(immediateAt);
	const far = (): number => address + length + bytes.readInt32LE(immediateAt);
	if (map === 1) {
		if (opcode >> 4 === 8) return { kind: "branch", target: far(), length };
		return { kind: opcode === 0x0b ? "stop" : "plain", length };
	}
	if (map !== 0) return { kind: "plain", length };
	if (opcode >> 4 === 7 || (opcode >= 0xe0 && opcode <= 0xe3)) return { kind: "branch", target: near(), length };
	switch (opcode) {
		case 0xe8:
			return { kind: "call", target: far(), length };
		case 0xe9:
			return { kind: "jump", target: far(), length };
		case 0xeb:
			return { kind: "jump", target: near(), length };
		case 0xc2:
		case 0xc3:
		case 0xca:
		case 0xcb:
		case 0xcf:
			return { kind: "return", length };
		case 0xcc:
		case 0xf4:
			return { kind: "stop", length };
		case 0xff:
			return groupOf(bytes, shape, address);
		default:
			return { kind: "plain", length };
	}
}

/** FF: calls and jumps by way of a pointer, among others. */
function groupOf(bytes: Buffer, shape: Shape, address: number): Instruction {
	const { modrm = 0, length } = shape;
	const group = (modrm >> 3) & 7;
	if (group < 2 || group > 5) return { kind: "plain", length };
	const isJump = group >= 4;
	if ((modrm & 0xc7) === 5) {
		return { kind: isJump ? "slot-jump" : "slot-call", slot: ripRelative(bytes, shape, address), length };
	}
	return { kind: isJump ? "indirect-jump" : "indirect-call", length };
}
