/** The parts of an instruction that say how long it is. */
export interface Shape {
	readonly length: number;
	readonly map: Map;
	readonly opcode: number;
	/** ModRM byte; absent where there is none. */
	readonly modrm?: number;
	/** Where the displacement and the immediate value stand, from the start of the instruction. */
	readonly displacementAt: number;
	readonly immediateAt: number;
}

/** Opcode maps: one byte, and behind 0F, 0F 38 and 0F 3A. */
type Map = 0 | 1 | 2 | 3;

/** What follows an opcode: `m` a ModRM byte, then an immediate value of 1, 2, 4 (2 with the prefix 66), or of other sizes. */
type Form = { readonly modrm: boolean; readonly immediate: "0" | "1" | "2" | "3" | "z" | "v" | "a" | "g" };

/** Opcodes of the one-byte map, in rows of 16; `.` nothing follows, `!` not in 64-bit mode.
 *  Source: Intel 64 Software Developer's Manual, volume 2, appendix A. */
const ONE_BYTE = [
	"mmmm1z!!mmmm1z!!",
	"mmmm1z!!mmmm1z!!",
	"mmmm1z!!mmmm1z!!",
	"mmmm1z!!mmmm1z!!",
	"!!!!!!!!!!!!!!!!",
	"................",
	"!!!m!!!!zZ1I....",
	"1111111111111111",
	"IZ!Immmmmmmmmmmm",
	"..........!.....",
	"aaaa....1z......",
	"11111111vvvvvvvv",
	"II2.!!IZ3.2..1!.",
	"mmmm!!!.mmmmmmmm",
	"11111111zz!1....",
	"!.!!..GG......mm",
];

/** Of the map behind 0F. */
const TWO_BYTES = [
	"mmmm!.....!.!m.I",
	"mmmmmmmmmmmmmmmm",
	"mmmm!!!!mmmmmmmm",
	"......!.!!!!!!!!",
	"mmmmmmmmmmmmmmmm",
	"mmmmmmmmmmmmmmmm",
	"mmmmmmmmmmmmmmmm",
	"IIIImmm.mmmmmmmm",
	"zzzzzzzzzzzzzzzz",
	"mmmmmmmmmmmmmmmm",
	"...mIm!!...mImmm",
	"mmmmmmmmmmImmmmm",
	"mmImIIIm........",
	"mmmmmmmmmmmmmmmm",
	"mmmmmmmmmmmmmmmm",
	"mmmmmmmmmmmmmmmm",
];

const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
	[".", { modrm: false, immediate: "0" }],
	["m", { modrm: true, immediate: "0" }],
	["1", { modrm: false, immediate: "1" }],
	["2", { modrm: false, immediate: "2" }],
	["3", { modrm: false, immediate: "3" }],
	["z", { modrm: false, immediate: "z" }],
	["v", { modrm: false, immediate: "v" }],
	["a", { modrm: false, immediate: "a" }],
	["I", { modrm: true, immediate: "1" }],
	["Z", { modrm: true, immediate: "z" }],
	// Only some of the group have an immediate value.
	["G", { modrm: true, immediate: "g" }],
]);

function formOf(map: Map, opcode: number): Form | undefined {
	if (map >= 2) return FORMS.get(map === 2 ? "m" : "I");
	return FORMS.get((map === 0 ? ONE_BYTE : TWO_BYTES)[opcode >> 4]?.[opcode & 15] ?? "!");
}

interface Prefixes {
	/** Bytes before the opcode. */
	readonly length: number;
	readonly map: Map;
	readonly isShort: boolean;
	readonly isWide: boolean;
	readonly hasShortAddress: boolean;
}

const LEGACY: ReadonlySet<number> = new Set([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3]);

/** The longest instruction, in bytes. */
export const LONGEST = 15;

/** Takes the first instruction apart; absent where it is none of 64-bit mode, or not all there. */
export function shapeOf(bytes: Buffer): Shape | undefined {
	const prefixes = prefixesOf(bytes);
	const opcode = prefixes && bytes[prefixes.length];
	if (prefixes === undefined || opcode === undefined) return undefined;
	const form = formOf(prefixes.map, opcode);
	if (form === undefined) return undefined;
	const displacementAt = prefixes.length + 1 + (form.modrm ? 1 + indexBytes(bytes, prefixes.length + 1) : 0);
	const modrm = form.modrm ? bytes[prefixes.length + 1] : undefined;
	if (form.modrm && modrm === undefined) return undefined;
	const sib = modrm !== undefined && hasIndex(modrm) ? bytes[prefixes.length + 2] : undefined;
	const immediateAt = displacementAt + (modrm === undefined ? 0 : displacementBytes(modrm, sib));
	const length = immediateAt + immediateBytes(form, prefixes, opcode, modrm);
	if (length > Math.min(bytes.length, LONGEST)) return undefined;
	const shape = { length, map: prefixes.map, opcode, displacementAt, immediateAt };
	return modrm === undefined ? shape : { ...shape, modrm };
}

function prefixesOf(bytes: Buffer): Prefixes | undefined {
	let at = 0;
	while (LEGACY.has(bytes[at] ?? 0)) at += 1;
	const legacy = bytes.subarray(0, at);
	const rex = bytes[at] ?? 0;
	const isRex = rex >= 0x40 && rex < 0x50;
	if (isRex) at += 1;
	const about = {
		isShort: legacy.includes(0x66),
		hasShortAddress: legacy.includes(0x67),
		isWide: isRex && (rex & 8) !== 0,
	};
	const first = bytes[at];
	if (first === 0xc5) return { ...about, map: 1, length: at + 2 };
	if (first === 0xc4) return vex(about, (bytes[at + 1] ?? 0) & 31, at + 3);
	if (first === 0x62) return vex(about, (bytes[at + 1] ?? 0) & 7, at + 4);
	if (first !== 0x0f) return { ...about, map: 0, length: at };
	const second = bytes[at + 1];
	if (second === 0x38) return { ...about, map: 2, length: at + 2 };
	return second === 0x3a ? { ...about, map: 3, length: at + 2 } : { ...about, map: 1, length: at + 1 };
}

function vex(about: Omit<Prefixes, "map" | "length">, map: number, length: number): Prefixes | undefined {
	return map === 1 || map === 2 || map === 3 ? { ...about, map, length } : undefined;
}

function hasIndex(modrm: number): boolean {
	return modrm >> 6 !== 3 && (modrm & 7) === 4;
}

function indexBytes(bytes: Buffer, at: number): number {
	return hasIndex(bytes[at] ?? 0) ? 1 : 0;
}

function displacementBytes(modrm: number, sib: number | undefined): number {
	const mode = modrm >> 6;
	if (mode === 1) return 1;
	if (mode === 2) return 4;
	const isBare = mode === 0 && ((modrm & 7) === 5 || (sib !== undefined && (sib & 7) === 5));
	return isBare ? 4 : 0;
}

function immediateBytes({ immediate }: Form, prefixes: Prefixes, opcode: number, modrm = 0): number {
	const { isShort, isWide, hasShortAddress } = prefixes;
	const sized = isShort ? 2 : 4;
	switch (immediate) {
		case "z":
			// Calls, jumps and branches take no notice of the prefix 66.
			return opcode === 0xe8 || opcode === 0xe9 || prefixes.map === 1 ? 4 : sized;
		case "v":
			return isWide ? 8 : sized;
		case "a":
			return hasShortAddress ? 4 : 8;
		case "g":
			if (((modrm >> 3) & 7) > 1) return 0;
			return opcode === 0xf6 ? 1 : sized;
		default:
			return Number(immediate);
	}
}
