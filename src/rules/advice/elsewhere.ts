import type { ElfFile } from "../../elf/elf-file.ts";
import { isForeign, loaderOf } from "../context/libc.ts";
import { isBuiltForGlibc, isBuiltForMusl, isGlibcLoader, isMuslLibc } from "../context/objects.ts";
import type { RuleContext } from "../rule.ts";

/** A library that is there where its loader does not look. */
export interface Elsewhere {
	readonly path: string;
	readonly folder: string;
}

/** Folders that software is put into whose libraries no loader finds by itself; a star stands for any one folder. */
const FOLDERS: readonly string[] = [
	"/usr/local/lib",
	"/usr/local/lib64",
	"/usr/local/*/lib",
	"/opt/*/lib",
	"/opt/*/lib64",
	"/opt/*",
	"/opt/*/*/lib",
	"/lib",
	"/lib64",
	"/usr/lib",
	"/usr/lib64",
	"/lib/*",
	"/usr/lib/*",
	"/app",
	"/app/lib",
	"/srv/*/lib",
];

/** Folders that are looked into for one library. */
const MOST_FOLDERS = 160;

/** Where a needed library of the right machine lies, out of the usual places; absent where nothing is found. */
export function foundElsewhere(context: RuleContext, library: string): Elsewhere | undefined {
	const { subject, root, load } = context;
	if (library.includes("/") || subject.elf === undefined || load.interpreter === undefined) return undefined;
	if (isForeign(context) || isGlibcLoader(library) || isMuslLibc(library) || PARTS_OF_GLIBC.test(library))
		return undefined;
	let left = MOST_FOLDERS;
	for (const pattern of FOLDERS) {
		for (const folder of foldersLike(pattern.split("/").slice(1), "", root)) {
			left -= 1;
			if (left < 0) return undefined;
			const path = `${folder}/${library}`;
			const elf = elfAt(context, path);
			if (elf === undefined || !isUsable(context, elf)) continue;
			if (elf.machine === subject.elf.machine && elf.class === subject.elf.class) return { path, folder };
		}
	}
	return undefined;
}

/** Those of another release lead to a crash, not to a start. */
const PARTS_OF_GLIBC = /^lib(?:c|m|dl|rt|pthread|util|resolv|mvec|nss_\w+)\.so\./;

/** A library for the other C library is no help. */
function isUsable(context: RuleContext, elf: ElfFile): boolean {
	return loaderOf(context) === "musl" ? !isBuiltForGlibc(elf) : !isBuiltForMusl(elf);
}

function* foldersLike([word, ...rest]: readonly string[], above: string, root: RuleContext["root"]): Generator<string> {
	if (word === undefined) {
		yield above;
		return;
	}
	const names = word === "*" ? root.list(above === "" ? "/" : above) : [word];
	for (const name of names) yield* foldersLike(rest, `${above}/${name}`, root);
}

function elfAt({ root }: RuleContext, path: string): ElfFile | undefined {
	const found = root.lookup(path);
	const content = found.found && found.entry.type === "file" ? found.entry.content() : undefined;
	return content?.kind === "elf" ? content.elf : undefined;
}

/** How the loader comes to look there. Proven in test/loader/remedies. */
export function elsewhereAdvice(context: RuleContext, { folder }: Elsewhere): readonly string[] {
	const common = [
		`set \`LD_LIBRARY_PATH=${folder}\` (\`ENV\` in the Dockerfile), or give the file the search path: \`patchelf --add-rpath ${folder}\``,
	];
	if (loaderOf(context) === "musl") return common;
	const has = ["/sbin/ldconfig", "/usr/sbin/ldconfig"].some((path) => context.root.lookup(path).found);
	if (!has) return common;
	return [
		`have the loader's cache know the folder: \`RUN echo ${folder} > /etc/ld.so.conf.d/app.conf && ldconfig\`, after the library is there`,
		...common,
	];
}
