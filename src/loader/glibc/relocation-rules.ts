import { EM } from "../../elf/constants-machine.ts";
import { R_386, R_390, R_AARCH64, R_ARM, R_LARCH, R_PPC64, R_RISCV, R_X86_64 } from "../../elf/constants-relocation.ts";

/** What a machine's loader does with each type of dynamic relocation.
 *  Source: elf_machine_rela, elf_machine_lazy_rel and elf_machine_type_class in sysdeps/<machine>/dl-machine.h of glibc. */
export interface RelocationRules {
	/** Applied without looking at a symbol: NONE, RELATIVE, IRELATIVE. */
	readonly symbolless: ReadonlySet<number>;
	/** Calls through the PLT, put off by lazy binding. */
	readonly jumpSlot: number;
	readonly copy: number;
	/** ELF_RTYPE_CLASS_PLT: an undefined symbol with a value must not answer. */
	readonly undefinedRefused: ReadonlySet<number>;
	/** The rest of the types that it knows. */
	readonly plain: ReadonlySet<number>;
	/** Initial-exec TLS: needs room in the static block. */
	readonly staticTls: ReadonlySet<number>;
	/** TLS descriptors: take room in the static block while there is some. */
	readonly tlsDescriptor?: number;
	/** Taken in DT_JMPREL when binding lazily; absent where everything is. */
	readonly lazy?: ReadonlySet<number>;
	/** Whether DT_REL tables are read; the others know only DT_RELA. */
	readonly readsRel: boolean;
}

const x86_64 = (): RelocationRules => {
	const r = R_X86_64;
	return {
		symbolless: new Set([r.R_X86_64_NONE, r.R_X86_64_RELATIVE, r.R_X86_64_RELATIVE64, r.R_X86_64_IRELATIVE]),
		jumpSlot: r.R_X86_64_JUMP_SLOT,
		copy: r.R_X86_64_COPY,
		undefinedRefused: new Set([
			r.R_X86_64_JUMP_SLOT,
			r.R_X86_64_DTPMOD64,
			r.R_X86_64_DTPOFF64,
			r.R_X86_64_TPOFF64,
			r.R_X86_64_TLSDESC,
		]),
		plain: new Set([
			r.R_X86_64_GLOB_DAT,
			r.R_X86_64_64,
			r.R_X86_64_32,
			r.R_X86_64_PC32,
			r.R_X86_64_SIZE32,
			r.R_X86_64_SIZE64,
		]),
		staticTls: new Set([r.R_X86_64_TPOFF64]),
		tlsDescriptor: r.R_X86_64_TLSDESC,
		lazy: new Set([r.R_X86_64_JUMP_SLOT, r.R_X86_64_TLSDESC, r.R_X86_64_IRELATIVE]),
		readsRel: false,
	};
};

const i386 = (): RelocationRules => {
	const r = R_386;
	return {
		symbolless: new Set([r.R_386_NONE, r.R_386_RELATIVE, r.R_386_IRELATIVE]),
		jumpSlot: r.R_386_JMP_SLOT,
		copy: r.R_386_COPY,
		undefinedRefused: new Set([
			r.R_386_JMP_SLOT,
			r.R_386_TLS_DTPMOD32,
			r.R_386_TLS_DTPOFF32,
			r.R_386_TLS_TPOFF32,
			r.R_386_TLS_TPOFF,
			r.R_386_TLS_DESC,
		]),
		plain: new Set([r.R_386_GLOB_DAT, r.R_386_32, r.R_386_PC32, r.R_386_SIZE32]),
		staticTls: new Set([r.R_386_TLS_TPOFF32, r.R_386_TLS_TPOFF]),
		tlsDescriptor: r.R_386_TLS_DESC,
		lazy: new Set([r.R_386_JMP_SLOT, r.R_386_TLS_DESC, r.R_386_IRELATIVE]),
		readsRel: true,
	};
};

const aarch64 = (): RelocationRules => {
	const r = R_AARCH64;
	return {
		symbolless: new Set([r.R_AARCH64_NONE, r.R_AARCH64_RELATIVE, r.R_AARCH64_IRELATIVE]),
		jumpSlot: r.R_AARCH64_JUMP_SLOT,
		copy: r.R_AARCH64_COPY,
		undefinedRefused: new Set([
			r.R_AARCH64_JUMP_SLOT,
			r.R_AARCH64_TLS_DTPMOD,
			r.R_AARCH64_TLS_DTPREL,
			r.R_AARCH64_TLS_TPREL,
			r.R_AARCH64_TLSDESC,
		]),
		plain: new Set([r.R_AARCH64_GLOB_DAT, r.R_AARCH64_ABS64, r.R_AARCH64_ABS32]),
		staticTls: new Set([r.R_AARCH64_TLS_TPREL]),
		tlsDescriptor: r.R_AARCH64_TLSDESC,
		lazy: new Set([r.R_AARCH64_JUMP_SLOT, r.R_AARCH64_TLSDESC, r.R_AARCH64_IRELATIVE]),
		readsRel: false,
	};
};

const arm = (): RelocationRules => {
	const r = R_ARM;
	return {
		symbolless: new Set([r.R_ARM_NONE, r.R_ARM_RELATIVE, r.R_ARM_IRELATIVE]),
		jumpSlot: r.R_ARM_JUMP_SLOT,
		copy: r.R_ARM_COPY,
		undefinedRefused: new Set([
			r.R_ARM_JUMP_SLOT,
			r.R_ARM_TLS_DTPMOD32,
			r.R_ARM_TLS_DTPOFF32,
			r.R_ARM_TLS_TPOFF32,
			r.R_ARM_TLS_DESC,
		]),
		plain: new Set([r.R_ARM_GLOB_DAT, r.R_ARM_ABS32, r.R_ARM_PC24]),
		staticTls: new Set([r.R_ARM_TLS_TPOFF32]),
		tlsDescriptor: r.R_ARM_TLS_DESC,
		lazy: new Set([r.R_ARM_JUMP_SLOT, r.R_ARM_TLS_DESC]),
		readsRel: true,
	};
};

const riscv = (): RelocationRules => {
	const r = R_RISCV;
	return {
		symbolless: new Set([r.R_RISCV_NONE, r.R_RISCV_RELATIVE, r.R_RISCV_IRELATIVE]),
		jumpSlot: r.R_RISCV_JUMP_SLOT,
		copy: r.R_RISCV_COPY,
		undefinedRefused: new Set([
			r.R_RISCV_JUMP_SLOT,
			r.R_RISCV_TLS_DTPMOD64,
			r.R_RISCV_TLS_DTPREL64,
			r.R_RISCV_TLS_TPREL64,
		]),
		plain: new Set([r.R_RISCV_64]),
		staticTls: new Set([r.R_RISCV_TLS_TPREL64]),
		lazy: new Set([r.R_RISCV_JUMP_SLOT, r.R_RISCV_IRELATIVE]),
		readsRel: false,
	};
};

const s390x = (): RelocationRules => {
	const r = R_390;
	/** R_390_8, R_390_16, R_390_PC16, R_390_PC16DBL and R_390_PC32DBL. */
	const narrow = [1, 3, 16, 17, 19];
	return {
		symbolless: new Set([r.R_390_NONE, r.R_390_RELATIVE, r.R_390_IRELATIVE]),
		jumpSlot: r.R_390_JMP_SLOT,
		copy: r.R_390_COPY,
		undefinedRefused: new Set([r.R_390_JMP_SLOT, r.R_390_TLS_DTPMOD, r.R_390_TLS_DTPOFF, r.R_390_TLS_TPOFF]),
		plain: new Set([r.R_390_GLOB_DAT, r.R_390_64, r.R_390_32, r.R_390_PC64, r.R_390_PC32, ...narrow]),
		staticTls: new Set([r.R_390_TLS_TPOFF]),
		lazy: new Set([r.R_390_JMP_SLOT, r.R_390_IRELATIVE]),
		readsRel: false,
	};
};

/** Numbers of elf.h from `first` to `last`. */
function range(first: number, last: number): number[] {
	return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const ppc64 = (): RelocationRules => {
	const r = R_PPC64;
	/** R_PPC64_TPREL16*: two ranges and their DS forms. */
	const tprel = [...range(69, 72), ...range(95, 100), 112, 113, r.R_PPC64_TPREL64];
	/** R_PPC64_ADDR16*, ADDR14*, UADDR16, UADDR32, ADDR30 and their higher parts. */
	const partial = [...range(3, 9), 24, 25, 37, ...range(39, 42), 56, 57, 110, 111];
	return {
		symbolless: new Set([r.R_PPC64_NONE, r.R_PPC64_RELATIVE, r.R_PPC64_IRELATIVE, r.R_PPC64_JMP_IREL]),
		jumpSlot: r.R_PPC64_JMP_SLOT,
		copy: r.R_PPC64_COPY,
		// R_PPC64_ADDR24 is 2; the TLS types stand in two ranges (IS_PPC64_TLS_RELOC).
		undefinedRefused: new Set([r.R_PPC64_JMP_SLOT, 2, ...range(67, 106), ...range(112, 115)]),
		plain: new Set([
			r.R_PPC64_GLOB_DAT,
			r.R_PPC64_ADDR64,
			r.R_PPC64_ADDR32,
			r.R_PPC64_UADDR64,
			r.R_PPC64_REL32,
			r.R_PPC64_REL64,
			...partial,
		]),
		staticTls: new Set(tprel),
		readsRel: false,
	};
};

const loongarch64 = (): RelocationRules => {
	const r = R_LARCH;
	return {
		symbolless: new Set([r.R_LARCH_NONE, r.R_LARCH_RELATIVE, r.R_LARCH_IRELATIVE]),
		jumpSlot: r.R_LARCH_JUMP_SLOT,
		copy: r.R_LARCH_COPY,
		undefinedRefused: new Set([r.R_LARCH_JUMP_SLOT]),
		plain: new Set([
			r.R_LARCH_64,
			r.R_LARCH_TLS_DTPMOD64,
			r.R_LARCH_TLS_DTPREL64,
			r.R_LARCH_TLS_TPREL64,
			r.R_LARCH_TLS_DESC64,
		]),
		staticTls: new Set([r.R_LARCH_TLS_TPREL64]),
		tlsDescriptor: r.R_LARCH_TLS_DESC64,
		lazy: new Set([r.R_LARCH_JUMP_SLOT, r.R_LARCH_TLS_DESC64, r.R_LARCH_TLS_DESC32]),
		readsRel: false,
	};
};

const BY_MACHINE: ReadonlyMap<number, () => RelocationRules> = new Map([
	[EM.EM_X86_64, x86_64],
	[EM.EM_386, i386],
	[EM.EM_AARCH64, aarch64],
	[EM.EM_ARM, arm],
	[EM.EM_RISCV, riscv],
	[EM.EM_S390, s390x],
	[EM.EM_PPC64, ppc64],
	[EM.EM_LOONGARCH, loongarch64],
]);

const made = new Map<number, RelocationRules>();

/** The rules of a machine; absent for one whose loader this model does not know. */
export function relocationRules(machine: number): RelocationRules | undefined {
	const known = made.get(machine) ?? BY_MACHINE.get(machine)?.();
	if (known !== undefined) made.set(machine, known);
	return known;
}

/** Whether a type is one that the machine's loader applies. */
export function isKnownRelocation(rules: RelocationRules, type: number): boolean {
	return (
		rules.symbolless.has(type) ||
		rules.plain.has(type) ||
		rules.undefinedRefused.has(type) ||
		rules.staticTls.has(type) ||
		type === rules.copy
	);
}
