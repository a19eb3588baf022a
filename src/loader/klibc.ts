import { ET, PT } from "../elf/constants.ts";
import type { ElfFile, Segment } from "../elf/elf-file.ts";
import type { Program } from "./kernel/execution.ts";

/** klibc's shared library: the hash in its name stands for its very build. */
const NAME = /^klibc-[\w-]{27}\.so$/;

/** Whether a program is one of klibc's, with the very library that it was linked against: both stand at fixed addresses
 *  that do not overlap, nothing is looked up or relocated, and the library jumps to the program's entry point.
 *  Source: usr/klibc/README.klibc and interp.S of klibc. */
export function isKlibcStart(program: Program, interpreter: Program): boolean {
	const name = interpreter.realPath.slice(interpreter.realPath.lastIndexOf("/") + 1);
	const wanted = interpreter.path.slice(interpreter.path.lastIndexOf("/") + 1);
	if (name !== wanted || !NAME.test(name)) return false;
	return isFixed(program.elf) && isFixed(interpreter.elf) && !overlap(program.elf, interpreter.elf);
}

function isFixed({ type, dynamic }: ElfFile): boolean {
	return type === ET.ET_EXEC && dynamic === undefined;
}

function overlap(one: ElfFile, other: ElfFile): boolean {
	const loads = ({ segments }: ElfFile) => segments.filter(({ type }) => type === PT.PT_LOAD);
	return loads(one).some((first) => loads(other).some((second) => meet(first, second)));
}

function meet(one: Segment, other: Segment): boolean {
	return one.address < endOf(other) && other.address < endOf(one);
}

/** The end of its last page. */
function endOf({ address, memorySizeBytes }: Segment): bigint {
	return (address + memorySizeBytes + 0xfffn) & ~0xfffn;
}
