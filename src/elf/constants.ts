/** Numbers of the ELF format by their elf.h names.
 *  Source: https://www.sco.com/developers/gabi/latest/contents.html and elf.h of glibc. */

/** e_type: what kind of file. */
export const ET = { ET_NONE: 0, ET_REL: 1, ET_EXEC: 2, ET_DYN: 3, ET_CORE: 4 } as const;

/** p_type: what a program header describes. */
export const PT = {
	PT_NULL: 0,
	PT_LOAD: 1,
	PT_DYNAMIC: 2,
	PT_INTERP: 3,
	PT_NOTE: 4,
	PT_SHLIB: 5,
	PT_PHDR: 6,
	PT_TLS: 7,
	PT_GNU_EH_FRAME: 0x6474e550,
	PT_GNU_STACK: 0x6474e551,
	PT_GNU_RELRO: 0x6474e552,
	PT_GNU_PROPERTY: 0x6474e553,
	PT_GNU_SFRAME: 0x6474e554,
	PT_OPENBSD_MUTABLE: 0x65a3dbe5,
	PT_OPENBSD_RANDOMIZE: 0x65a3dbe6,
	PT_OPENBSD_WXNEEDED: 0x65a3dbe7,
	PT_SUNWBSS: 0x6ffffffa,
	PT_SUNWSTACK: 0x6ffffffb,
} as const;

/** p_flags: access to a segment. */
export const PF = { PF_X: 1, PF_W: 2, PF_R: 4 } as const;

/** e_phnum: the real count is in section header 0. */
export const PN_XNUM = 0xffff;

/** d_tag: what an entry of PT_DYNAMIC says. */
export const DT = {
	DT_NULL: 0,
	DT_NEEDED: 1,
	DT_PLTRELSZ: 2,
	DT_PLTGOT: 3,
	DT_HASH: 4,
	DT_STRTAB: 5,
	DT_SYMTAB: 6,
	DT_RELA: 7,
	DT_RELASZ: 8,
	DT_RELAENT: 9,
	DT_STRSZ: 10,
	DT_SYMENT: 11,
	DT_INIT: 12,
	DT_FINI: 13,
	DT_SONAME: 14,
	DT_RPATH: 15,
	DT_SYMBOLIC: 16,
	DT_REL: 17,
	DT_RELSZ: 18,
	DT_RELENT: 19,
	DT_PLTREL: 20,
	DT_DEBUG: 21,
	DT_TEXTREL: 22,
	DT_JMPREL: 23,
	DT_BIND_NOW: 24,
	DT_INIT_ARRAY: 25,
	DT_FINI_ARRAY: 26,
	DT_INIT_ARRAYSZ: 27,
	DT_FINI_ARRAYSZ: 28,
	DT_RUNPATH: 29,
	DT_FLAGS: 30,
	DT_PREINIT_ARRAY: 32,
	DT_PREINIT_ARRAYSZ: 33,
	DT_SYMTAB_SHNDX: 34,
	DT_RELRSZ: 35,
	DT_RELR: 36,
	DT_RELRENT: 37,
	DT_ANDROID_REL: 0x6000000f,
	DT_ANDROID_RELA: 0x60000011,
	DT_ANDROID_RELR: 0x6fffe000,
	DT_GNU_PRELINKED: 0x6ffffdf5,
	DT_GNU_HASH: 0x6ffffef5,
	DT_TLSDESC_PLT: 0x6ffffef6,
	DT_TLSDESC_GOT: 0x6ffffef7,
	DT_VERSYM: 0x6ffffff0,
	DT_RELACOUNT: 0x6ffffff9,
	DT_RELCOUNT: 0x6ffffffa,
	DT_DEPAUDIT: 0x6ffffefb,
	DT_AUDIT: 0x6ffffefc,
	DT_FLAGS_1: 0x6ffffffb,
	DT_VERDEF: 0x6ffffffc,
	DT_VERDEFNUM: 0x6ffffffd,
	DT_VERNEED: 0x6ffffffe,
	DT_VERNEEDNUM: 0x6fffffff,
	DT_MIPS_SYMTABNO: 0x70000011,
	DT_MIPS_XHASH: 0x70000036,
	DT_AUXILIARY: 0x7ffffffd,
	DT_FILTER: 0x7fffffff,
} as const;

/** DT_FLAGS bits. */
export const DF = { DF_ORIGIN: 1, DF_SYMBOLIC: 2, DF_TEXTREL: 4, DF_BIND_NOW: 8, DF_STATIC_TLS: 16 } as const;

/** DT_FLAGS_1 bits that loaders act on. */
export const DF_1 = {
	DF_1_NOW: 0x1,
	DF_1_GLOBAL: 0x2,
	DF_1_GROUP: 0x4,
	DF_1_NODELETE: 0x8,
	DF_1_INITFIRST: 0x20,
	DF_1_NOOPEN: 0x40,
	DF_1_ORIGIN: 0x80,
	DF_1_INTERPOSE: 0x400,
	DF_1_NODEFLIB: 0x800,
	DF_1_PIE: 0x08000000,
} as const;

/** High nibble of st_info: how a name is bound. */
export const STB = { STB_LOCAL: 0, STB_GLOBAL: 1, STB_WEAK: 2, STB_GNU_UNIQUE: 10 } as const;

/** Low nibble of st_info: what a name stands for. */
export const STT = {
	STT_NOTYPE: 0,
	STT_OBJECT: 1,
	STT_FUNC: 2,
	STT_SECTION: 3,
	STT_FILE: 4,
	STT_COMMON: 5,
	STT_TLS: 6,
	STT_GNU_IFUNC: 10,
} as const;

/** Low two bits of st_other: who may bind to it. */
export const STV = { STV_DEFAULT: 0, STV_INTERNAL: 1, STV_HIDDEN: 2, STV_PROTECTED: 3 } as const;

/** st_shndx values with a meaning of their own. */
export const SHN = { SHN_UNDEF: 0, SHN_LORESERVE: 0xff00, SHN_ABS: 0xfff1, SHN_COMMON: 0xfff2 } as const;

/** vd_flags and vna_flags bits. */
export const VER_FLG = { VER_FLG_BASE: 1, VER_FLG_WEAK: 2, VER_FLG_INFO: 4 } as const;

/** DT_VERSYM values: two reserved indexes, and the bit of a version that is not the default one. */
export const VER_NDX = { VER_NDX_LOCAL: 0, VER_NDX_GLOBAL: 1, VERSYM_HIDDEN: 0x8000, VERSYM_VERSION: 0x7fff } as const;

/** n_type of the notes that are read. Sources: elf.h of glibc, https://uapi-group.org/specifications/specs/elf_dlopen_metadata/
 *  and https://uapi-group.org/specifications/specs/elf_package_metadata/. */
export const NT = {
	NT_GNU_ABI_TAG: 1,
	NT_BSD_IDENT: 1,
	NT_GNU_BUILD_ID: 3,
	NT_GO_BUILD_ID: 4,
	NT_GNU_PROPERTY_TYPE_0: 5,
	NT_FDO_DLOPEN: 0x407c0c0a,
	NT_FDO_PACKAGE: 0xcafe1a7e,
} as const;

/** pr_type of the GNU properties that are read. Source: https://gitlab.com/x86-psABIs/Linux-ABI. */
export const GNU_PROPERTY = {
	GNU_PROPERTY_1_NEEDED: 0xb0008000,
	GNU_PROPERTY_AARCH64_FEATURE_1_AND: 0xc0000000,
	GNU_PROPERTY_X86_FEATURE_1_AND: 0xc0000002,
	GNU_PROPERTY_X86_ISA_1_NEEDED: 0xc0008002,
} as const;
