import { EM } from "./constants-machine.ts";
import { R_386, R_390, R_AARCH64, R_ARM, R_LARCH, R_PPC64, R_RISCV, R_X86_64 } from "./constants-relocation.ts";
import { nameOf } from "./names.ts";

/** Table and name prefix of a machine's relocations. */
function relocationTable(machine: number): readonly [Readonly<Record<string, number>>, string] {
	switch (machine) {
		case EM.EM_X86_64:
			return [R_X86_64, "R_X86_64"];
		case EM.EM_386:
			return [R_386, "R_386"];
		case EM.EM_AARCH64:
			return [R_AARCH64, "R_AARCH64"];
		case EM.EM_ARM:
			return [R_ARM, "R_ARM"];
		case EM.EM_RISCV:
			return [R_RISCV, "R_RISCV"];
		case EM.EM_S390:
			return [R_390, "R_390"];
		case EM.EM_PPC64:
			return [R_PPC64, "R_PPC64"];
		case EM.EM_LOONGARCH:
			return [R_LARCH, "R_LARCH"];
		default:
			return [{}, "R"];
	}
}

/** `R_X86_64_GLOB_DAT`, ...; `R_X86_64_0x7b` or `R_0x7b` for a type or machine without a table. */
export function relocationName(machine: number, type: number): string {
	const [table, prefix] = relocationTable(machine);
	return nameOf(table, prefix, type);
}

/** R_*_RELATIVE of a machine: what DT_RELACOUNT counts. Absent where it is not known. */
export function relativeRelocation(machine: number): number | undefined {
	return relocationNumber(machine, "RELATIVE");
}

/** A machine's number of R_*_RELATIVE, of R_*_IRELATIVE (the addend is the address of a resolver), of R_*_COPY or of
 *  R_*_JUMP_SLOT, which some machines call JMP_SLOT. Absent where it is not known. */
export function relocationNumber(
	machine: number,
	kind: "RELATIVE" | "IRELATIVE" | "COPY" | "JUMP_SLOT",
): number | undefined {
	const [table, prefix] = relocationTable(machine);
	return table[`${prefix}_${kind}`] ?? (kind === "JUMP_SLOT" ? table[`${prefix}_JMP_SLOT`] : undefined);
}
