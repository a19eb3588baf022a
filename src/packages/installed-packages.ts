import type { WorkBudget } from "../budget/work-budget.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { DatabaseFiles } from "./database-file.ts";

/** A package as its database has it. */
export interface InstalledPackage {
	readonly format: "dpkg" | "apk";
	readonly name: string;
	/** The package that it was built from, with others. */
	readonly source: string;
	/** Names of packages that it depends on, alternatives included, versions left out. */
	readonly depends: readonly string[];
	/** Its record, word for word, without the files of apk's. */
	readonly record: string;
	/** Absolute paths as the database has them, folders included. */
	readonly files: () => readonly string[];
}

const STATUS = "/var/lib/dpkg/status";
const STATUS_FOLDER = "/var/lib/dpkg/status.d";
const INFO = "/var/lib/dpkg/info";
const APK = ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"];

/** Every package that dpkg or apk has installed in a tree, by name; none where they are not used.
 *  Source: deb-control(5), dpkg(1); apk-tools, doc/apk-package.5. */
export function installedPackages(tree: FileTree, budget?: WorkBudget): ReadonlyMap<string, InstalledPackage> {
	const files = new DatabaseFiles(tree, budget);
	const status = [STATUS, ...tree.list(STATUS_FOLDER).map((name) => `${STATUS_FOLDER}/${name}`)];
	const debian = status.filter((path) => !path.endsWith(".md5sums")).flatMap((path) => stanzas(files.lines(path)));
	const alpine = APK.flatMap((path) => stanzas(files.lines(path)));
	const packages = [
		...debian.flatMap((lines) => debianPackage(lines, files)),
		...alpine.flatMap((lines) => alpinePackage(lines)),
	];
	return new Map(packages.map((each) => [each.name, each]));
}

/** Groups of lines with empty lines between them. */
function stanzas(lines: Iterable<string>): readonly (readonly string[])[] {
	const all: string[][] = [];
	let current: string[] = [];
	for (const line of lines) {
		if (line !== "") current.push(line);
		else if (current.length > 0) {
			all.push(current);
			current = [];
		}
	}
	return current.length > 0 ? [...all, current] : all;
}

function debianPackage(lines: readonly string[], files: DatabaseFiles): readonly InstalledPackage[] {
	const field = (name: string) =>
		lines
			.find((line) => line.startsWith(`${name}: `))
			?.slice(name.length + 2)
			.trim();
	const name = field("Package");
	const state = field("Status");
	if (name === undefined || (state !== undefined && !state.endsWith(" installed"))) return [];
	const lists = [`${INFO}/${name}.list`, `${INFO}/${name}:${field("Architecture")}.list`];
	return [
		{
			format: "dpkg",
			name,
			// `glibc (2.36-9)` where the versions differ.
			source: field("Source")?.split(" ")[0] ?? name,
			depends: [field("Depends"), field("Pre-Depends")].flatMap((text) => dependencies(text ?? "")),
			record: lines.join("\n"),
			files: () => lists.flatMap((list) => [...files.lines(list)]).filter((path) => path !== "/."),
		},
	];
}

/** `libc6 (>= 2.36), debconf (>= 0.5) | debconf-2.0` */
function dependencies(text: string): readonly string[] {
	return text.split(/[,|]/).flatMap((part) => /^\s*([\w.+-]+)/.exec(part)?.[1] ?? []);
}

function alpinePackage(lines: readonly string[]): readonly InstalledPackage[] {
	const field = (letter: string) => lines.find((line) => line.startsWith(`${letter}:`))?.slice(2);
	const name = field("P");
	if (name === undefined) return [];
	return [
		{
			format: "apk",
			name,
			source: field("o") ?? name,
			depends: (field("D") ?? "").split(" ").flatMap((part) => /^([\w.+-]+)(?:[<>=~]|$)/.exec(part)?.[1] ?? []),
			record: lines.filter((line) => !FILE_FIELD.test(line)).join("\n"),
			files: () => alpineFiles(lines),
		},
	];
}

/** Folder, its mode; file, its mode, its checksum. */
const FILE_FIELD = /^[FMRaZ]:/;

function alpineFiles(lines: readonly string[]): readonly string[] {
	let folder = "";
	return lines.flatMap((line) => {
		if (line.startsWith("F:")) folder = line.slice(2);
		return line.startsWith("R:") ? [`/${folder === "" ? "" : `${folder}/`}${line.slice(2)}`] : [];
	});
}
