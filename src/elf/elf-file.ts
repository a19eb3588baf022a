import type { StartCalls } from "./start-calls/start-calls.ts";

/** The facts of one ELF file, as the kernel and a dynamic loader would read them.
 *
 *  Everything is found through the program headers, never through section headers.
 *  Facts hold no opinion: nothing here says "missing" or "too new".
 *  Source: gABI 4.1 (System V), elf.h of glibc, LSB Core 5.0 for symbol versions. */
export interface ElfFile {
	readonly class: "ELF32" | "ELF64";
	readonly endianness: "little" | "big";
	/** EI_CLASS, EI_DATA and EI_VERSION as they stand in the file. The kernel does not look at them, glibc does: a
	 *  hand-made file may have anything there, `class` and `endianness` then say how the kernel reads it. */
	readonly identification?:
		| {
				readonly class: number;
				readonly data: number;
				readonly version: number;
				/** A byte from EI_PAD on is not zero. */
				readonly padded?: true;
		  }
		| undefined;
	readonly osAbi: number;
	readonly abiVersion: number;
	/** e_type; named by {@link elfTypeName}. */
	readonly type: number;
	/** e_machine; named by {@link machineName}. */
	readonly machine: number;
	/** e_flags, machine-specific (float ABI on ARM, ABI level on PowerPC, ...). */
	readonly flags: number;
	/** e_entry is zero. Absent where only stored facts are at hand, and where it is not. */
	readonly entersNowhere?: true | undefined;
	readonly segments: readonly Segment[];
	/** What the kernel refuses about the program header table; starts with the errno's name (`ENOEXEC: ...`).
	 *  `segments` is empty where the table cannot be read for that reason. */
	readonly headerProblem?: string | undefined;
	/** PT_INTERP up to its NUL; absent when the file has none. */
	readonly interpreter?: string | undefined;
	/** What the kernel would refuse about the PT_INTERP that is there (for example no NUL at its end); starts with
	 *  the errno's name (`ENOEXEC: ...`, `EIO: ...`). */
	readonly interpreterProblem?: string | undefined;
	/** PT_GNU_STACK; absent when the file has none (which requires an executable stack). */
	readonly gnuStack?: { readonly executable: boolean; readonly sizeBytes: number } | undefined;
	/** PT_TLS. */
	readonly tls?: { readonly sizeBytes: number; readonly alignment: number } | undefined;
	/** PT_DYNAMIC; absent in a classic static program and in object files. */
	readonly dynamic?: DynamicFacts | undefined;
	readonly notes: NoteFacts;
	/** It is position independent, is entered without a loader, and nothing in it applies its relocations; found when asked
	 *  for. Errors: ElfFormatError. */
	readonly leavesRelocations?: boolean | undefined;
	/** What no linker writes and loaders follow without a check, in words that complete "the file ..."; found when asked
	 *  for. Absent where a stored target tells nothing about it. Errors: ElfFormatError. */
	readonly malformations?: readonly string[] | undefined;
}

/** One program header. Units: bytes; addresses are virtual. */
export interface Segment {
	readonly type: number;
	readonly flags: number;
	readonly offset: number;
	readonly address: bigint;
	readonly fileSizeBytes: number;
	readonly memorySizeBytes: bigint;
	readonly alignment: bigint;
}

/** What PT_DYNAMIC says. Lists are in file order. */
export interface DynamicFacts {
	readonly needed: readonly string[];
	readonly soname?: string | undefined;
	readonly rpath?: string | undefined;
	readonly runpath?: string | undefined;
	/** DT_FLAGS, with DT_SYMBOLIC, DT_TEXTREL and DT_BIND_NOW folded in as their DF_ bits. */
	readonly flags: number;
	/** DT_FLAGS_1. */
	readonly flags1: number;
	/** Whether a relocation writes to a segment that is mapped read-only; DF_TEXTREL alone need not mean it. Absent
	 *  where only stored facts are at hand. */
	readonly writesReadOnly?: boolean | undefined;
	/** DT_AUXILIARY and DT_FILTER names. */
	readonly auxiliary: readonly string[];
	readonly filter: readonly string[];
	/** Which symbol hash tables are there. */
	readonly hash: { readonly gnu: boolean; readonly sysv: boolean };
	/** DT_VERSYM is there. */
	readonly hasVersionTable: boolean;
	readonly versionNeeds: readonly VersionNeed[];
	readonly versionDefinitions: readonly VersionDefinition[];
	readonly symbols: SymbolTable;
	readonly relocations: RelocationFacts;
	/** Where symbols, their names and relocations stand in the file. Absent where only stored facts are at hand. */
	readonly tableRanges?: readonly FileRange[];
	/** What is called while the file is started or opened. Absent where only stored facts are at hand.
	 *  Errors: ElfFormatError, and what the bytes' source throws where they are not at hand any more. */
	readonly startCalls?: StartCalls;
	/** A function that it starts with wants argc and argv, as glibc's loader hands them over. Absent where only stored facts
	 *  are at hand. Errors: as for `startCalls`. */
	readonly startArguments?: boolean;
}

/** A stretch of a file. Units: bytes from its start. */
export interface FileRange {
	readonly offset: number;
	readonly length: number;
}

/** One Verneed record: versions wanted from one file. */
export interface VersionNeed {
	readonly file: string;
	readonly versions: readonly {
		readonly name: string;
		/** VER_FLG_WEAK. */
		readonly weak: boolean;
		/** vna_other & 0x7fff: the index that symbols refer to. */
		readonly index: number;
	}[];
}

/** One Verdef record. */
export interface VersionDefinition {
	readonly name: string;
	/** vd_ndx & 0x7fff. */
	readonly index: number;
	/** VER_FLG_BASE: the file's own name, not a version. */
	readonly base: boolean;
	readonly weak: boolean;
	readonly parents: readonly string[];
	/** vd_hash is not the hash of the name: glibc never finds the version. */
	readonly misHashed?: true;
}

/** Told how many entries of hash chains a look-up has gone through. */
export type SymbolCounter = (entries: number) => void;

/** The dynamic symbol table, read lazily: asking for one name reads one hash chain. */
export interface SymbolTable {
	/** Number of entries, entry 0 (the null symbol) included. */
	readonly length: number;
	/** Indexes of the entries with SHN_UNDEF in rising order, the null symbol left out; found on first use without
	 *  building entries. */
	readonly undefinedIndexes: readonly number[];
	/** Entry by index. Errors: ElfFormatError past the end or on a bad name. */
	at(index: number): DynamicSymbol;
	/** Entries with this name reachable through the file's own hash table (GNU first, else SysV), in chain
	 *  order: what a loader's look-up walks. Undefined entries are included where the chain holds them. `count` is told of
	 *  the walk. */
	named(name: string, count?: SymbolCounter): readonly DynamicSymbol[];
	/** gnuHash, without its lowest bit, of every name that `named` may find, in no order. Undefined where nobody lists
	 *  them: other tables than DT_GNU_HASH, stored facts, tables of a million names.
	 *  Errors: ElfFormatError. */
	readonly nameHashes?: (() => Uint32Array | undefined) | undefined;
	/** The names of the STT_GNU_IFUNC symbols that `named` may find. Undefined where looking up some name may end in an
	 *  error: nobody vouches for the table then. Never fails itself. */
	readonly ifuncNames?: (() => ReadonlySet<string> | undefined) | undefined;
	/** Entries by parts. Absent where only stored facts are at hand. */
	readonly fields?: SymbolFields;
}

/** What entries of a symbol table say, each by itself, for those who look at all entries and at little of each.
 *  Errors: ElfFormatError past the end, on a bad name or on version records that cannot be read. */
export interface SymbolFields {
	name(index: number): string;
	/** STB_* number. */
	binding(index: number): number;
	sectionIndex(index: number): number;
	/** See {@link DynamicSymbol.version}. */
	hasVersion(index: number): boolean;
}

export interface DynamicSymbol {
	readonly index: number;
	readonly name: string;
	/** STB_*, STT_*, STV_* numbers. */
	readonly binding: number;
	readonly type: number;
	readonly visibility: number;
	/** st_shndx; 0 is SHN_UNDEF. */
	readonly sectionIndex: number;
	/** st_value; loaders ask only whether it is zero. */
	readonly hasValue: boolean;
	readonly sizeBytes: number;
	/** The DT_VERSYM entry, hidden bit (0x8000) included; absent without DT_VERSYM. */
	readonly versionEntry?: number;
	/** The version name behind `versionEntry`: of a definition (own Verdef) or a reference (Verneed, with the
	 *  file that it names). Absent for VER_NDX_LOCAL, VER_NDX_GLOBAL and the base definition. */
	readonly version?: { readonly name: string; readonly file?: string; readonly weak?: boolean };
}

/** Relocations, shortened to what a loader can refuse or look up. */
export interface RelocationFacts {
	/** DT_REL/DT_RELA, then DT_JMPREL: distinct (type, symbol) pairs in order of first appearance.
	 *  DT_RELACOUNT/DT_RELCOUNT leading relative entries are counted, not read. */
	readonly rel: readonly RelocationUse[];
	readonly rela: readonly RelocationUse[];
	readonly jmprel: readonly RelocationUse[];
	/** DT_RELR is there and not empty. */
	readonly relr: boolean;
}

export interface RelocationUse {
	/** R_* number of the file's machine. */
	readonly type: number;
	/** Index into the symbol table; 0 = no symbol. */
	readonly symbol: number;
	/** How often this pair appears. */
	readonly count: number;
}

/** Notes found in PT_NOTE and PT_GNU_PROPERTY. */
export interface NoteFacts {
	/** NT_GNU_ABI_TAG: OS number (0 = Linux) and lowest kernel version. */
	readonly abiTag?: { readonly os: number; readonly kernel: readonly [number, number, number] };
	/** NT_GNU_BUILD_ID, hex. */
	readonly buildId?: string;
	/** The system whose note of itself is there (owner `OpenBSD`, `NetBSD`, `FreeBSD` or `DragonFly`, type 1). */
	readonly system?: string;
	/** Go's build id note. */
	readonly goBuildId?: string;
	/** GNU_PROPERTY_X86_ISA_1_NEEDED bits: 1 baseline, 2 v2, 4 v3, 8 v4. */
	readonly x86IsaNeeded?: number;
	/** GNU_PROPERTY_X86_FEATURE_1_AND bits (IBT 1, SHSTK 2). */
	readonly x86Features?: number;
	/** GNU_PROPERTY_AARCH64_FEATURE_1_AND bits (BTI 1, PAC 2, GCS 4). */
	readonly aarch64Features?: number;
	/** GNU_PROPERTY_1_NEEDED bits (indirect extern access 1). */
	readonly needed1?: number;
	/** .note.dlopen (owner FDO, type 0x407c0c0a). */
	readonly dlopen?: readonly {
		readonly sonames: readonly string[];
		readonly priority: "required" | "recommended" | "suggested";
		readonly feature?: string;
		readonly description?: string;
	}[];
	/** .note.package (owner FDO, type 0xcafe1a7e), as its JSON object. */
	readonly package?: Readonly<Record<string, string>>;
}
