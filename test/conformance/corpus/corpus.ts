import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dependencyClosure, openDebianArchive, type Suite } from "./debian-archive.ts";
import { unpackDebianPackages } from "./package-tree.ts";
import { collectSubjects, type Subject } from "./subjects.ts";

/** Which packages the corpus is made of. */
interface PackageList {
	readonly debian: Readonly<Record<Suite, DebianSelection>>;
	readonly npm: readonly string[];
}

interface DebianSelection {
	/** Take what the packages depend on, too. */
	readonly closure: boolean;
	/** Packages above this size are left out. */
	readonly largestBytes: number;
	readonly packages: readonly string[];
}

/** Folders of a corpus below its base folder. */
export interface CorpusFolders {
	readonly archive: string;
	readonly downloads: string;
	readonly trees: string;
	readonly store: string;
	readonly subjects: string;
}

/** Where everything is kept below `base`. */
export function corpusFolders(base: string): CorpusFolders {
	return {
		archive: join(base, "archive"),
		downloads: join(base, "downloads"),
		trees: join(base, "trees"),
		store: join(base, "store"),
		subjects: join(base, "subjects.jsonl"),
	};
}

/** Downloads and unpacks the packages and writes `subjects.jsonl`. What is there already is kept.
 *  @param seen ids of files that are left out */
export function buildCorpus(base: string, listFile: string, seen: ReadonlySet<string> = new Set()): void {
	const list: PackageList = JSON.parse(readFileSync(listFile, "utf8"));
	const folders = corpusFolders(base);
	for (const suite of ["bookworm", "bullseye", "trixie"] as const) unpackSuite(folders, suite, list.debian[suite]);
	for (const libc of ["glibc", "musl"] as const) installNpm(join(folders.trees, `npm-${libc}`), libc, list.npm);
	writeSubjects(folders, seen);
}

function unpackSuite(folders: CorpusFolders, suite: Suite, selection: DebianSelection): void {
	const archive = openDebianArchive(suite, join(folders.archive, suite));
	const names = selection.closure ? dependencyClosure(archive.packages, selection.packages) : selection.packages;
	const wanted = names.filter((name) => {
		const found = archive.packages.get(name);
		if (found === undefined || found.architecture === "all") return false;
		return found.sizeBytes <= selection.largestBytes && !/-(dev|dbg|dbgsym|doc)$/.test(name);
	});
	process.stderr.write(`${suite}: ${wanted.length} packages\n`);
	const files = archive.download(wanted, join(folders.downloads, suite));
	unpackDebianPackages(files, join(folders.trees, suite));
}

/** Installs npm packages with the prebuilt files for one C library; nothing of them is run. */
function installNpm(folder: string, libc: "glibc" | "musl", names: readonly string[]): void {
	if (existsSync(join(folder, "node_modules"))) return;
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "package.json"), '{ "name": "corpus", "private": true }\n');
	const platform = ["--os=linux", "--cpu=x64", `--libc=${libc}`];
	const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--no-package-lock"];
	execFileSync("npm", ["install", ...quiet, ...platform, ...names], {
		cwd: folder,
		stdio: ["ignore", "ignore", "inherit"],
	});
}

/** Lists the files of the unpacked packages in `subjects.jsonl`, without those that were seen before. */
export function writeSubjects(folders: CorpusFolders, seen: ReadonlySet<string>): void {
	const byId = new Map<string, Subject>();
	for (const tree of readdirSync(folders.trees).sort()) {
		for (const subject of collectSubjects(join(folders.trees, tree), tree, folders.store)) {
			if (!seen.has(subject.id) && !byId.has(subject.id)) byId.set(subject.id, subject);
		}
	}
	const lines = [...byId.values()].map((subject) => `${JSON.stringify(subject)}\n`);
	writeFileSync(folders.subjects, lines.join(""));
	process.stderr.write(`${byId.size} subjects\n`);
}

/** The subjects of a corpus that was built before. */
export function readSubjects(folders: CorpusFolders): Subject[] {
	const lines = readFileSync(folders.subjects, "utf8").split("\n");
	return lines.filter((line) => line !== "").map((line): Subject => JSON.parse(line));
}
