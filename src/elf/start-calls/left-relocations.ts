import type { AddressSpace } from "../address-space.ts";
import { EM } from "../constants-machine.ts";
import type { Segment } from "../elf-file.ts";
import { codeBytes, codeSegments } from "./code-bytes.ts";
import type { CodeBytes, Decoder } from "./instruction.ts";

/** A file that is entered without a loader. */
export interface Entered {
	readonly machine: number;
	/** e_entry. */
	readonly entry: number;
	readonly space: AddressSpace;
	readonly segments: readonly Segment[];
	/** Where PT_DYNAMIC is in memory. */
	readonly dynamic: number;
}

/** Instructions from the entry on that are looked at, and code that is looked through for what else leads to PT_DYNAMIC. */
const MOST_INSTRUCTIONS = 48;
const MOST_CODE_BYTES = 32 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
/** The start code's own reference to PT_DYNAMIC stands in its first bytes. */
const ENTRY_BYTES = 64;

/** Whether a position-independent program's start code leaves its relocations to a loader, as musl's Scrt1.o does: it goes
 *  straight on to the C library without a loop in which they could be applied, and nothing else in the code leads to
 *  PT_DYNAMIC. False where that cannot be told.
 *  Cost: the code, read once. Errors: ElfFormatError. */
export function leavesRelocations(entered: Entered, decoder: Decoder): boolean {
	const { machine, entry, space, segments, dynamic } = entered;
	if (machine !== EM.EM_X86_64) return false;
	const code = codeBytes(space, segments);
	if (!isPlainEntry(code, entry, dynamic) || !goesStraightOn(code, decoder, entry)) return false;
	return references(entered).every((address) => address >= entry && address < entry + ENTRY_BYTES);
}

/** `xor %rbp, %rbp; mov %rsp, %rdi; lea _DYNAMIC(%rip), %rsi`. Source: arch/x86_64/crt_arch.h of musl. */
function isPlainEntry(code: CodeBytes, entry: number, dynamic: number): boolean {
	const bytes = code.at(entry, 13);
	const lea = 6;
	if (bytes.length < 13 || bytes.toString("hex", 0, 9) !== "4831ed4889e7488d35") return false;
	return entry + lea + 7 + bytes.readInt32LE(9) === dynamic;
}

/** From the entry into the function that it calls, and on to the next call or jump, without a condition. */
function goesStraightOn(code: CodeBytes, decoder: Decoder, entry: number): boolean {
	let at = entry;
	let calls = 0;
	for (let left = MOST_INSTRUCTIONS; left > 0; left -= 1) {
		const instruction = decoder.next(code, at);
		if (instruction?.kind === "call" || instruction?.kind === "jump") {
			calls += 1;
			if (calls === 2) return true;
			at = instruction.target;
		} else if (instruction?.kind === "plain") at += instruction.length;
		else return false;
	}
	return false;
}

/** `lea place(%rip), %register` of PT_DYNAMIC, wherever such bytes stand. */
function references({ segments, space, dynamic }: Entered): readonly number[] {
	const code = codeSegments(segments);
	// Segments may overlap: the code of all of them together is bounded.
	const total = code.reduce((sum, { fileSizeBytes }) => sum + fileSizeBytes, 0);
	if (total > MOST_CODE_BYTES) return [-1];
	return code.flatMap((segment) => referencesIn(segment, space, dynamic));
}

function referencesIn({ address, fileSizeBytes }: Segment, space: AddressSpace, dynamic: number): readonly number[] {
	const found: number[] = [];
	const region = space.region(address, "code");
	for (let done = 0; done < fileSizeBytes; done += CHUNK_BYTES) {
		const view = region.viewUpTo(done, Math.min(CHUNK_BYTES + 8, fileSizeBytes - done));
		const bytes = view.bytes(0, view.length);
		for (let at = bytes.indexOf(0x8d); at !== -1 && at + 6 <= bytes.length; at = bytes.indexOf(0x8d, at + 1)) {
			const end = Number(address) + done + at + 6;
			if (((bytes[at + 1] ?? 0) & 0xc7) === 5 && end + bytes.readInt32LE(at + 2) === dynamic) found.push(end - 7);
		}
	}
	return found;
}
