import { ET } from "../elf/constants.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { childPath } from "../tree/path-resolution.ts";
import { architectureOf } from "./architecture.ts";
import { identifyLibc } from "./identify-libc.ts";
import type { LibcIdentity } from "./libc-identity.ts";

/** What the ELF files of a tree say about it. */
export interface TreeSurvey {
	/** Every loader: what programs name as interpreter, and what calls itself one. Most used first, then by path. */
	readonly loaders: readonly { readonly path: string; readonly libc: LibcIdentity }[];
	/** The architecture of most of its ELF files; absent where there are none of a known one. */
	readonly arch?: string;
	/** e_machine of most of its programs, known or not; absent where it has none. */
	readonly machine?: number;
}

/** SONAMEs of loaders; musl's is the C library itself. */
const loaderSoname = /^(ld(64|32)?(-[\w.-]+)?\.so(\.\d+)?|ld-linux[\w-]*\.so\.\d+|libc\.musl-[\w-]+\.so\.1|libc\.so)$/;

/** musl's loader where its library has no SONAME, as Debian's has not. */
const muslLoader = /^\/lib\/ld-musl-[\w-]+\.so\.1$/;

/** Looks at every file of a tree once. */
export function surveyTree(tree: FileTree): TreeSurvey {
	const programs = new Map<string, number>();
	const architectures = new Map<string, number>();
	const machines = new Map<number, number>();
	for (const { path, elf, mode } of elfFiles(tree, "/")) {
		add(architectures, architectureOf(elf));
		if (isProgram(elf, mode)) add(machines, elf.machine);
		if (loaderSoname.test(elf.dynamic?.soname ?? "") || muslLoader.test(path)) add(programs, path, 0);
		add(programs, interpreterPath(tree, elf));
	}
	const [arch] = mostCounted(architectures);
	const [machine] = mostCounted(machines);
	return {
		loaders: loadersOf(tree, mostCounted(programs)),
		...(arch === undefined ? {} : { arch }),
		...(machine === undefined ? {} : { machine }),
	};
}

function add<Key>(counts: Map<Key, number>, key: Key | undefined, count = 1): void {
	if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Firmware and what graphics processors execute are nothing that the kernel would start. */
function isProgram({ type, interpreter }: ElfFile, mode: number): boolean {
	return (mode & 0o111) !== 0 && (type === ET.ET_EXEC || interpreter !== undefined);
}

function interpreterPath(tree: FileTree, { interpreter }: ElfFile): string | undefined {
	const found = interpreter === undefined ? undefined : tree.lookup(interpreter);
	return found?.found && found.entry.type === "file" ? found.realPath : undefined;
}

function mostCounted<Key extends string | number>(counts: ReadonlyMap<Key, number>): readonly Key[] {
	const ordered = [...counts].sort(([one, many], [other, few]) => few - many || (one < other ? -1 : 1));
	return ordered.map(([key]) => key);
}

function loadersOf(tree: FileTree, paths: readonly string[]): TreeSurvey["loaders"] {
	return paths.map((path) => ({ path, libc: identifyLibc(tree, path) })).filter(({ libc }) => libc.kind !== "unknown");
}

/** The C library that programs of a tree meet: that of its most used loader, of gcompat's stub only where there is
 *  nothing else. */
export function mainLibc(loaders: TreeSurvey["loaders"]): LibcIdentity {
	const own = loaders.find(({ libc }) => libc.kind !== "gcompat") ?? loaders[0];
	return own?.libc ?? { kind: "unknown" };
}

interface TreeFile {
	readonly path: string;
	readonly elf: ElfFile;
	readonly mode: number;
}

function* elfFiles(tree: FileTree, folder: string): Generator<TreeFile> {
	for (const name of tree.list(folder)) {
		const path = childPath(folder, name);
		const entry = tree.entry(path);
		if (entry?.type === "directory") yield* elfFiles(tree, path);
		if (entry?.type !== "file") continue;
		const content = entry.content();
		if (content.kind === "elf") yield { path, elf: content.elf, mode: entry.mode };
	}
}
