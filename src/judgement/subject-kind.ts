import { PT } from "../elf/constants.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import { markedSystem } from "../elf/marked-system.ts";
import type { SubjectKind } from "../program/program-facts.ts";
import type { FileContent } from "../tree/file-tree.ts";

/** What a subject is, by its content: programs are started, shared libraries opened. */
export function subjectKind(content: FileContent): SubjectKind | undefined {
	if (content.kind === "script") return "script";
	if (content.kind === "malformed-elf") return "malformed";
	return content.kind === "elf" ? elfKind(content.elf) : undefined;
}

const ET_EXEC = 2;
const ET_DYN = 3;
const DF_1_PIE = 0x08000000;

/** A file with PT_INTERP is a program, and so is a position-independent one that says so; libc.so.6 and the like
 *  carry an interpreter and a SONAME and are libraries that can be run. */
function elfKind(elf: ElfFile): SubjectKind {
	if (elf.type !== ET_EXEC && elf.type !== ET_DYN) return "other-elf";
	const pie = ((elf.dynamic?.flags1 ?? 0) & DF_1_PIE) !== 0;
	const soname = elf.dynamic?.soname !== undefined;
	if (elf.interpreter !== undefined && !(soname && !pie)) return "executable";
	if (elf.type === ET_EXEC || pie) return "static-executable";
	return isStaticPie(elf) ? "static-executable" : "shared-library";
}

/** Static programs linked as ET_DYN without DF_1_PIE: those of old tool chains have no dynamic data at all; those of
 *  OpenBSD, whose libraries all have a name, need nothing and have none. */
function isStaticPie(elf: ElfFile): boolean {
	const { segments, dynamic } = elf;
	if (dynamic === undefined) return segments.some(({ type }) => type === PT.PT_LOAD);
	const stands = dynamic.needed.length === 0 && dynamic.soname === undefined && elf.interpreter === undefined;
	return stands && markedSystem(elf) === "OpenBSD";
}
