import type { ByteSource } from "../bytes/byte-source.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { constantData, readRange } from "./file-range.ts";
import { readSmallFile } from "./npm-package.ts";

/** A part of a Java runtime: a launcher, the virtual machine, or one of the runtime's own libraries. */
export interface JvmPart {
	readonly kind: "jvm";
	readonly evidence: readonly string[];
	/** `version`, for example `17.0.15` or `1.8.0_392`, where something says so. */
	readonly details: Readonly<Record<string, string>>;
}

/** Where a file is. */
interface Location {
	readonly source: ByteSource;
	readonly path: string;
	readonly tree?: FileTree | undefined;
}

/** Told by the launcher library that it needs, or by the entry points that only libjvm and libjli export. */
export function jvmPart(elf: ElfFile, location: Location): JvmPart | undefined {
	const evidence = evidenceOf(elf);
	if (evidence === undefined) return undefined;
	const own = elf.interpreter === undefined ? undefined : launcherVersion(elf, location.source);
	const version = own ?? runtimeAround(location);
	return { kind: "jvm", evidence: [evidence], details: version === undefined ? {} : { version } };
}

/** A library with native methods that is the runtime's own: its `release` file stands above it. */
export function runtimeLibrary(location: Location): JvmPart | undefined {
	const version = runtimeAround(location);
	return version === undefined
		? undefined
		: { kind: "jvm", evidence: [`stands in a Java runtime, version ${version}`], details: { version } };
}

function evidenceOf(elf: ElfFile): string | undefined {
	const needed = elf.dynamic?.needed.find((name) => name === "libjli.so" || name === "libjvm.so");
	if (needed !== undefined && elf.interpreter !== undefined) return `needs ${needed}`;
	const exported = ["JNI_CreateJavaVM", "JLI_Launch"].find((name) =>
		elf.dynamic?.symbols.named(name).some(({ sectionIndex }) => sectionIndex !== 0),
	);
	return exported === undefined ? undefined : `exports ${exported}`;
}

/** Launchers are a few kB; a program that embeds Java may be anything. */
const LAUNCHER_BYTES = 64 * 1024;
/** `17.0.15+6-Debian-1`, `1.8.0_392-b08`: a whole string. Source: JDK, src/java.base/share/native/launcher/main.c. */
const LAUNCHER_VERSION =
	/\0(?:(1\.8\.0(?:_\d{1,4})?)(?:-[\w.-]{1,40})?|(\d{1,3}(?:\.\d{1,4}){0,4})\+\d{1,4}[\w.-]{0,40})\0/;

function launcherVersion(elf: ElfFile, source: ByteSource): string | undefined {
	for (const range of constantData(elf)) {
		const found = LAUNCHER_VERSION.exec(readRange(source, range, LAUNCHER_BYTES).toString("latin1"));
		if (found !== null) return found[1] ?? found[2];
	}
	return undefined;
}

const RELEASE_BYTES = 64 * 1024;
/** From lib/amd64/server of Java 8 up to the folder with `release`. */
const LEVELS = 4;

/** What the nearest `release` file says. */
function runtimeAround({ path, tree }: Location): string | undefined {
	if (tree === undefined) return undefined;
	let folder = path;
	for (let level = 0; level <= LEVELS && folder.includes("/"); level += 1) {
		folder = folder.slice(0, folder.lastIndexOf("/"));
		const text = readSmallFile(`${folder}/release`, tree, RELEASE_BYTES);
		const version = /^JAVA_VERSION="([\d._]{1,32})"/m.exec(text ?? "")?.[1];
		if (version !== undefined) return version;
	}
	return undefined;
}
