import type { ElfSummary, SubjectReport } from "../../verdict/report.ts";
import { safeText } from "../safe-text.ts";
import { fold, type Style } from "./style.ts";

/** Two lines: what the report calls it, and what the file is. */
export function describeSubject(subject: SubjectReport, name: string, style: Style): string[] {
	const role = subject.role === undefined ? "" : style.dim(` (${subject.role})`);
	return [
		style.bold(safeText(name)) + role,
		...fold(safeText(description(subject)), style.width, "  ", "  ").map(style.dim),
	];
}

function description({ kind, elf, script, program, ownedBy, results }: SubjectReport): string {
	const parts: string[] = [];
	if (script !== undefined) {
		parts.push(`script for ${script.interpreter}${script.argument === undefined ? "" : ` ${script.argument}`}`);
	}
	if (elf !== undefined) parts.push(elfDescription(kind, elf));
	if (kind === "script" && script === undefined) parts.push("no ELF file, and no script that the kernel takes for one");
	if (kind === "other-elf" && elf === undefined) parts.push("not there, or nothing that could be started");
	if (kind === "malformed") parts.push(isUnreadable(results) ? "unreadable file" : "malformed ELF");
	if (program !== undefined) parts.push(programDescription(program.kind, program.details));
	if (ownedBy !== undefined) parts.push(`package ${ownedBy}`);
	return parts.join("; ");
}

function isUnreadable([first]: SubjectReport["results"]): boolean {
	return first?.message?.startsWith("it cannot be read: ") === true;
}

function elfDescription(kind: SubjectReport["kind"], elf: ElfSummary): string {
	const bits = elf.class === "ELF64" ? "64-bit" : "32-bit";
	const order = elf.endianness === "big" ? " big-endian" : "";
	const head = `${bits}${order} ${elf.machine.replace(/^EM_/, "")} ${KINDS[kind]}`;
	if (elf.builtFor === "static") return head;
	const least = elf.minimumGlibc === undefined ? "" : ` ${elf.minimumGlibc} or later`;
	return elf.builtFor === "unknown" ? head : `${head}, built for ${elf.builtFor}${least}`;
}

const KINDS = {
	executable: "program, dynamically linked",
	"static-executable": "program, statically linked",
	"shared-library": "shared library",
	script: "script",
	"other-elf": "ELF file",
	malformed: "ELF file",
} as const satisfies Record<SubjectReport["kind"], string>;

function programDescription(kind: string, details: Readonly<Record<string, string>> = {}): string {
	const listed = Object.entries(details).map(([key, value]) => `${key} ${value}`);
	return listed.length === 0 ? kind : `${kind} (${listed.join(", ")})`;
}
