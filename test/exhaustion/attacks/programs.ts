import { type ElfModel, writeElf } from "../../elf/elf-writer.ts";

const LAYOUT = { is64: true, littleEndian: true };

/** A program for glibc that needs nothing but what the model says. */
export function program(model: ElfModel = {}): Buffer {
	return entered(
		writeElf({ interpreter: "/lib64/ld-linux-x86-64.so.2", needed: ["libc.so.6"], ...model }, LAYOUT).bytes,
	);
}

/** The same for musl. */
export function muslProgram(model: ElfModel = {}): Buffer {
	return program({ interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"], ...model });
}

/** A library. */
export function library(model: ElfModel = {}): Buffer {
	return writeElf(model, LAYOUT).bytes;
}

/** With an entry point: a program that is entered at address 0 crashes, whatever its loader has to do before. */
function entered(bytes: Buffer): Buffer {
	bytes.writeUInt32LE(0x10000, 24);
	return bytes;
}
