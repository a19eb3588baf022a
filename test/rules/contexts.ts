import type { DynamicSymbol, ElfFile, RelocationUse } from "../../src/elf/elf-file.ts";
import type { Load, LoadedObject, LoadProblem } from "../../src/loader/load.ts";
import type { ProgramFacts, SubjectKind } from "../../src/program/program-facts.ts";
import type { RuleContext } from "../../src/rules/rule.ts";
import type { LibcIdentity, MuslFeatures } from "../../src/targets/libc-identity.ts";
import type { FileEntry, FileTree, Lookup } from "../../src/tree/file-tree.ts";

/** What a test says of a file; everything else is as in a plain x86_64 executable. */
export interface FileFacts {
	readonly segments?: ElfFile["segments"];
	readonly class?: "ELF32" | "ELF64";
	readonly machine?: number;
	readonly interpreter?: string;
	readonly needed?: readonly string[];
	readonly runpath?: string;
	readonly imports?: readonly string[];
	readonly weakImports?: readonly string[];
	readonly exports?: readonly string[];
	/** Imports that only the procedure linkage table refers to. */
	readonly lazy?: readonly string[];
	/** Versions by library. */
	readonly versions?: Readonly<Record<string, readonly string[]>>;
	readonly flags?: number;
	readonly flags1?: number;
	readonly gnuStack?: ElfFile["gnuStack"];
	readonly notes?: ElfFile["notes"];
}

/** What a test says of a context; the rest is a dynamic program that starts on Debian. */
export interface ContextFacts {
	readonly path?: string;
	readonly kind?: SubjectKind;
	readonly elf?: FileFacts | "none";
	readonly program?: Partial<ProgramFacts>;
	readonly claimedMachine?: NonNullable<RuleContext["subject"]["claimedMachine"]>;
	readonly script?: NonNullable<RuleContext["subject"]["script"]>;
	readonly searchPath?: readonly string[];
	readonly target?: string;
	readonly arch?: string;
	readonly libc?: LibcIdentity;
	/** Libc of the interpreter that ran; the target's own when not said, none when the load was refused. */
	readonly interpreter?: LibcIdentity;
	readonly outcome?: Load["outcome"];
	readonly reason?: string;
	readonly problems?: readonly LoadProblem[];
	readonly behind?: readonly LoadProblem[];
	readonly lines?: readonly string[];
	/** Files of the root by path; a string is the content of a file that is no ELF file. */
	readonly files?: Readonly<Record<string, FileFacts | string>>;
	/** Paths of `files` that belong to the target itself. */
	readonly ofTarget?: readonly string[];
	/** Objects of the load besides the subject, by path. */
	readonly loaded?: readonly string[];
	readonly outcomeOn?: RuleContext["outcomeOn"];
	readonly owningPackage?: RuleContext["owningPackage"];
	readonly ownedBy?: string;
	readonly x86Level?: 1 | 2 | 3 | 4;
	readonly variables?: readonly string[];
}

const NO_FEATURES: MuslFeatures = {
	relr: true,
	lfs64Fallback: true,
	lfs64ShortBuffer: true,
	deferredBinding: true,
	refusesInitialExec: true,
	detectsForeignLibc: true,
	prefersStrong: false,
	gnuStackSetsThreadStack: true,
};

/** musl 1.2.5, or another version of it. */
export function musl(version = "1.2.5", features: Partial<MuslFeatures> = {}): LibcIdentity {
	return { kind: "musl", version, features: { ...NO_FEATURES, ...features } };
}

/** gcompat's stub in front of musl. */
export const GCOMPAT: LibcIdentity = {
	kind: "gcompat",
	version: "1.1.0",
	loader: "/lib/ld-musl-x86_64.so.1",
	preload: ["/lib/libgcompat.so.0"],
};

/** glibc as on Debian. */
export function glibc(version = "2.36"): LibcIdentity {
	return { kind: "glibc", version, systemDirectories: ["/lib/x86_64-linux-gnu"] };
}

/** A target that can load nothing. */
export const NO_LIBC: LibcIdentity = { kind: "unknown" };

/** A complete context from the little that a test is about. */
export function contextOf(facts: ContextFacts): RuleContext {
	const path = facts.path ?? "/app";
	const subjectElf = facts.elf === "none" ? undefined : elfOf(facts.elf ?? {});
	const files = new Map(Object.entries(facts.files ?? {}));
	const libc = facts.libc ?? glibc();
	const outcome = facts.outcome ?? (facts.problems?.some(({ fatal }) => fatal) ? "refused" : "starts");
	const root = treeOf(files, (name) => name);
	const ofTarget = new Set(facts.ofTarget ?? []);
	return {
		subject: {
			path,
			kind: facts.kind ?? "executable",
			...(subjectElf ? { elf: subjectElf } : {}),
			program: { evidence: [], details: {}, strings: new Set(), ...facts.program },
			...(facts.claimedMachine ? { claimedMachine: facts.claimedMachine } : {}),
			...(facts.script === undefined ? {} : { script: facts.script }),
			...(facts.ownedBy === undefined ? {} : { ownedBy: facts.ownedBy }),
		},
		target: {
			name: facts.target ?? "debian:12-slim",
			arch: facts.arch ?? "x86_64",
			machine: 62,
			tree: treeOf(new Map([...files].filter(([name]) => ofTarget.has(name))), (name) => name),
			libc,
			provenance: { basis: "measured", source: "test" },
		},
		...(facts.variables === undefined ? {} : { variables: facts.variables }),
		...(facts.x86Level === undefined ? {} : { x86Level: facts.x86Level }),
		root,
		load: {
			outcome,
			lines: facts.lines ?? [],
			problems: facts.problems ?? [],
			behind: facts.behind ?? [],
			objects: [subjectObject(path), ...(facts.loaded ?? []).map((loaded) => libraryObject(loaded, root))],
			...(outcome === "starts" ? { interpreter: { path: "/lib/ld.so", libc: facts.interpreter ?? libc } } : {}),
			...(facts.reason === undefined ? {} : { reason: facts.reason }),
		},
		...(facts.outcomeOn ? { outcomeOn: facts.outcomeOn } : {}),
		...(facts.owningPackage ? { owningPackage: facts.owningPackage } : {}),
		...(facts.searchPath === undefined ? {} : { searchPath: facts.searchPath }),
	};
}

function subjectObject(path: string): LoadedObject {
	return { name: path, path, via: "subject", steps: [] };
}

function libraryObject(path: string, root: FileTree): LoadedObject {
	const found = root.lookup(path);
	const content = found.found && found.entry.type === "file" ? found.entry.content() : undefined;
	const elf = content?.kind === "elf" ? { elf: content.elf } : {};
	return { name: path.slice(path.lastIndexOf("/") + 1), path, ...elf, via: "default", steps: [] };
}

function treeOf(files: ReadonlyMap<string, FileFacts | string>, real: (path: string) => string): FileTree {
	const lookup = (path: string): Lookup => {
		const facts = files.get(path);
		return facts === undefined
			? { found: false, errno: "ENOENT" }
			: { found: true, realPath: real(path), entry: entryOf(path, facts) };
	};
	return {
		lookup,
		entry: (path) => {
			const found = lookup(path);
			return found.found ? found.entry : undefined;
		},
		list: (path) =>
			[...files.keys()].filter((name) => name.startsWith(`${path}/`)).map((name) => name.slice(path.length + 1)),
	};
}

function entryOf(path: string, facts: FileFacts | string): FileEntry {
	const text = typeof facts === "string" ? Buffer.from(facts) : undefined;
	return {
		type: "file",
		mode: 0o755,
		sizeBytes: text?.length ?? 1000,
		content: () => (typeof facts === "string" ? { kind: "other" } : { kind: "elf", elf: elfOf(facts) }),
		bytes: () =>
			text && { name: path, size: text.length, read: (offset, length) => text.subarray(offset, offset + length) },
	};
}

/** An ELF file's facts from the little that a test is about. */
export function elfOf(facts: FileFacts): ElfFile {
	const symbols = symbolsOf(facts);
	return {
		class: facts.class ?? "ELF64",
		endianness: "little",
		osAbi: 0,
		abiVersion: 0,
		type: 3,
		machine: facts.machine ?? 62,
		flags: 0,
		segments: facts.segments ?? [],
		...(facts.interpreter === undefined ? {} : { interpreter: facts.interpreter }),
		...(facts.gnuStack ? { gnuStack: facts.gnuStack } : {}),
		dynamic: {
			...(facts.runpath === undefined ? {} : { runpath: facts.runpath }),
			needed: facts.needed ?? [],
			flags: facts.flags ?? 0,
			flags1: facts.flags1 ?? 0,
			auxiliary: [],
			filter: [],
			hash: { gnu: true, sysv: false },
			hasVersionTable: facts.versions !== undefined,
			versionNeeds: Object.entries(facts.versions ?? {}).map(([file, names]) => ({
				file,
				versions: names.map((name, index) => ({ name, weak: false, index: index + 2 })),
			})),
			versionDefinitions: [],
			symbols: {
				length: symbols.length,
				undefinedIndexes: symbols.flatMap(({ index, sectionIndex }) =>
					index > 0 && sectionIndex === 0 ? [index] : [],
				),
				at: (index) => symbols[index] ?? symbolOf(0, "", 0, 0),
				named: (name) => symbols.filter((symbol) => symbol.name === name),
			},
			relocations: { rel: [], rela: [], jmprel: lazyUses(symbols, facts.lazy ?? []), relr: false },
		},
		notes: facts.notes ?? {},
	};
}

const R_X86_64_JUMP_SLOT = 7;

function lazyUses(symbols: readonly DynamicSymbol[], names: readonly string[]): readonly RelocationUse[] {
	return symbols.flatMap(({ index, name }) =>
		names.includes(name) ? [{ type: R_X86_64_JUMP_SLOT, symbol: index, count: 1 }] : [],
	);
}

function symbolsOf({ imports = [], weakImports = [], exports = [] }: FileFacts): readonly DynamicSymbol[] {
	const wanted = [
		{ names: [""], binding: 0, section: 0 },
		{ names: imports, binding: 1, section: 0 },
		{ names: weakImports, binding: 2, section: 0 },
		{ names: exports, binding: 1, section: 7 },
	];
	return wanted
		.flatMap(({ names, binding, section }) => names.map((name) => ({ name, binding, section })))
		.map(({ name, binding, section }, index) => symbolOf(index, name, binding, section));
}

function symbolOf(index: number, name: string, binding: number, sectionIndex: number): DynamicSymbol {
	return { index, name, binding, type: 2, visibility: 0, sectionIndex, hasValue: sectionIndex !== 0, sizeBytes: 0 };
}
