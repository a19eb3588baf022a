import { decodeText } from "../bytes/text.ts";
import type { FileContent } from "./file-tree.ts";

const space = 0x20;
const tab = 0x09;
const newline = 0x0a;
const bufferBytes = 256;

/** The `#!` line of a script, as the kernel takes it apart; absent where the kernel answers ENOEXEC.
 *  `first` holds the first 256 bytes of the file, or all of a shorter one.
 *  Source: Linux fs/binfmt_script.c, load_script (5.0 and later: an interpreter path cut off by the buffer is refused). */
export function parseShebang(first: Buffer): (FileContent & { readonly kind: "script" }) | undefined {
	if (first.length < 2 || first[0] !== 0x23 || first[1] !== 0x21) return undefined;
	// The kernel's buffer is filled with NUL behind a short file, and a NUL ends the interpreter's name.
	const buffer = Buffer.alloc(bufferBytes);
	first.copy(buffer);
	const end = lineEnd(buffer);
	if (end === undefined) return undefined;
	const nameStart = nextOther(buffer, 2, end);
	if (nameStart === undefined || nameStart === end) return undefined;
	const separator = nextTerminator(buffer, nameStart, end);
	const interpreter = text(buffer, nameStart, separator ?? end);
	const argumentStart =
		separator !== undefined && buffer[separator] !== 0 ? nextOther(buffer, separator, end) : undefined;
	return {
		kind: "script",
		interpreter,
		...(argumentStart === undefined ? {} : { argument: text(buffer, argumentStart, end) }),
	};
}

/** Where the line ends, trailing blanks left out. */
function lineEnd(buffer: Buffer): number | undefined {
	const last = bufferBytes - 1;
	let end = buffer.indexOf(newline);
	if (end === -1) {
		const nameStart = nextOther(buffer, 2, last);
		// Without a blank or NUL behind it, the interpreter's path may be cut off by the buffer.
		if (nameStart === undefined || nextTerminator(buffer, nameStart, last) === undefined) return undefined;
		end = last;
	}
	while (isBlank(buffer[end - 1])) end -= 1;
	return end;
}

/** First byte of [from, last] that is neither space nor tab. */
function nextOther(buffer: Buffer, from: number, last: number): number | undefined {
	for (let position = from; position <= last; position += 1) if (!isBlank(buffer[position])) return position;
	return undefined;
}

/** First space, tab or NUL of [from, last]. */
function nextTerminator(buffer: Buffer, from: number, last: number): number | undefined {
	for (let position = from; position <= last; position += 1) {
		if (isBlank(buffer[position]) || buffer[position] === 0) return position;
	}
	return undefined;
}

function isBlank(byte: number | undefined): boolean {
	return byte === space || byte === tab;
}

function text(buffer: Buffer, start: number, end: number): string {
	const nul = buffer.indexOf(0, start);
	return decodeText(buffer.subarray(start, nul !== -1 && nul < end ? nul : end));
}
