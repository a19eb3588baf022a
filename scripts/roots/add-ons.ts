import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { directoryTree } from "../../src/disk/directory-tree.ts";
import type { DynamicSymbol, ElfFile } from "../../src/elf/elf-file.ts";
import { type Architecture, allArchitectures } from "../../src/targets/architecture.ts";
import { isObject, text, texts } from "../../src/targets/json-values.ts";
import type { Target } from "../../src/targets/target.ts";
import { targetOfTree } from "../../src/targets/target-of-tree.ts";
import type { FileTree, TreeEntry } from "../../src/tree/file-tree.ts";
import { memoryTree } from "../../src/tree/memory-tree.ts";
import { staticProgram, syntheticFile, syntheticLibrary, tableOf } from "./synthetic-library.ts";

const EF_ARM_EABI5_HARD = 0x5000400;
const EF_RISCV_RVC_DOUBLE = 0x5;
const EF_LOONGARCH_DOUBLE = 0x43;

/** What add-ons bring, stored beside the targets under names that no image has. */
export function addOnTargets(folder: string): readonly Target[] {
	return [...gcompatTargets(), ...gccTargets(folder)];
}

/** gcompat by release: exported names only. */
function gcompatTargets(): readonly Target[] {
	const known: unknown = JSON.parse(readFileSync("scripts/roots/gcompat-symbols.json", "utf8"));
	if (!isObject(known) || !isObject(known["libgcompat.so.0"])) throw new TypeError("not the names of gcompat");
	const releases = known["libgcompat.so.0"];
	const companions = ["libucontext.so.1", "libobstack.so.1"].map((name) => [name, texts(known, name)] as const);
	return Object.keys(releases).flatMap((release) =>
		architecturesOfAlpine().map((architecture) => {
			const library = (soname: string, symbols: readonly string[], needed: readonly string[]): TreeEntry =>
				syntheticFile(syntheticLibrary({ architecture, flags: flagsOf(architecture), soname, symbols, needed }));
			const beside = release === "0.4.0" ? [] : companions;
			const needed = [...beside.map(([name]) => name), "libc.so"];
			return addOn(
				`+gcompat:${release}`,
				architecture,
				text(known, "source"),
				[
					["/lib/stub", syntheticFile(staticProgram(architecture, flagsOf(architecture)))],
					["/lib/libgcompat.so.0", library("libgcompat.so.0", texts(releases, release), needed)],
					...beside.map(([name, symbols]) => [`/usr/lib/${name}`, library(name, symbols, ["libc.so"])] as const),
				],
				[
					`names of libgcompat are those of gcompat ${release} built from its tag for x86_64`,
					...(beside.length === 0 ? [] : ["libucontext and libobstack, which it needs, with their documented names"]),
				],
			);
		}),
	);
}

function architecturesOfAlpine(): readonly Architecture[] {
	return allArchitectures().filter(({ name }) => name !== "armv5l");
}

/** libstdc++ and libgcc as Debian builds them, for what musl's loader asks of them: names and version nodes. */
function gccTargets(folder: string): readonly Target[] {
	return architecturesOfAlpine().flatMap((architecture) => {
		const place = join(folder, "gcc-libraries", architecture.name);
		if (!existsSync(place)) return [];
		const tree = directoryTree(place);
		const packages = readFileSync(join(folder, "gcc-libraries", "PACKAGES"), "utf8").trim();
		const libraries = ["libstdc++.so.6", "libgcc_s.so.1"].map((name) => {
			const needed = name === "libgcc_s.so.1" ? ["libc.so"] : ["libgcc_s.so.1", "libc.so"];
			return [`/usr/lib/${name}`, syntheticFile(asBuiltForMusl(elfNamed(tree, name), needed))] as const;
		});
		return [
			addOn("+gcc-libraries", architecture, packages, libraries, [
				"their names are those of Debian's libraries up to the version nodes of that GCC, with musl's locale model",
			]),
		];
	});
}

function elfNamed(tree: FileTree, name: string): ElfFile {
	for (const folder of everyFolder(tree, "/")) {
		const found = tree.lookup(`${folder}/${name}`);
		const content = found.found && found.entry.type === "file" ? found.entry.content() : undefined;
		if (content?.kind === "elf") return content.elf;
	}
	throw new Error(`there is no ${name}`);
}

function* everyFolder(tree: FileTree, folder: string): Generator<string> {
	yield folder;
	for (const name of tree.list(folder)) {
		const child = folder === "/" ? `/${name}` : `${folder}/${name}`;
		if (tree.entry(child)?.type === "directory") yield* everyFolder(tree, child);
	}
}

/** What the library defines, nothing of what it takes from glibc; `int*` where glibc's locale model has its own type. */
function asBuiltForMusl(elf: ElfFile, needed: readonly string[]): ElfFile {
	const { dynamic } = elf;
	if (dynamic === undefined) throw new Error("a library without a dynamic table");
	const { symbols } = dynamic;
	const all = Array.from({ length: symbols.length }, (_, index) => symbols.at(index));
	const defined = all.filter(({ index, sectionIndex }) => index === 0 || sectionIndex !== 0).map(forMusl);
	return {
		...elf,
		notes: {},
		dynamic: {
			...dynamic,
			needed,
			versionNeeds: [],
			symbols: tableOf(defined),
			relocations: { rel: [], rela: [], jmprel: [], relr: false },
		},
	};
}

function forMusl(symbol: DynamicSymbol, index: number): DynamicSymbol {
	return { ...symbol, index, name: symbol.name.replace("P15__locale_struct", "Pi") };
}

function addOn(
	name: string,
	{ name: arch }: Architecture,
	source: string,
	entries: readonly (readonly [string, TreeEntry])[],
	changes: readonly string[],
): Target {
	return targetOfTree(memoryTree(entries), { name, arch, provenance: { basis: "derived", source, changes } });
}

function flagsOf({ name }: Architecture): number {
	if (name.startsWith("armv")) return EF_ARM_EABI5_HARD;
	if (name === "riscv64") return EF_RISCV_RVC_DOUBLE;
	if (name === "loongarch64") return EF_LOONGARCH_DOUBLE;
	return name === "ppc64le" ? 2 : 0;
}
