import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, type Stats } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { directoryTree } from "../../src/disk/directory-tree.ts";
import { isObject, type JsonObject, text, texts } from "../../src/targets/json-values.ts";
import type { Provenance, Target } from "../../src/targets/target.ts";
import { compareTargetNames } from "../../src/targets/target-order.ts";
import type { FileTree } from "../../src/tree/file-tree.ts";

/** One line of `roots.jsonl`. */
export interface Root extends Omit<Provenance, "sha256" | "date"> {
	readonly name: string;
	readonly arch: string;
	/** The tar file, relative to the folder of roots. */
	readonly file: string;
	readonly sha256: string;
	readonly date: string;
}

/** The roots of a folder, in an order that keeps related names together: newest of a family first. */
export function readRoots(folder: string): readonly Root[] {
	const lines = readFileSync(join(folder, "roots.jsonl"), "utf8")
		.split("\n")
		.filter((line) => line !== "");
	return lines.map(parseRoot).sort(compareRoots);
}

function parseRoot(line: string): Root {
	const value: unknown = JSON.parse(line);
	if (!isObject(value)) throw new TypeError(`not a root: ${line}`);
	const root = {
		name: text(value, "name"),
		arch: text(value, "arch"),
		file: text(value, "file"),
		basis: basisOf(value),
		source: text(value, "source"),
		sha256: text(value, "sha256"),
		date: text(value, "date"),
	};
	return value.changes === undefined ? root : { ...root, changes: texts(value, "changes") };
}

function basisOf(value: JsonObject): Root["basis"] {
	const basis = text(value, "basis");
	if (basis === "measured" || basis === "assembled") return basis;
	throw new TypeError(`not a basis: ${basis}`);
}

function compareRoots(left: Root, right: Root): number {
	return compareTargetNames(left.name, right.name) || (left.arch < right.arch ? -1 : 1);
}

/** A root while it is unpacked. */
export interface UnpackedRoot {
	/** The folder. */
	readonly place: string;
	readonly tree: FileTree;
	readonly size: NonNullable<Target["size"]>;
	/** The same text for files of the same bytes. */
	readonly bytesKey: (path: string) => string;
}

/** Unpacks a root into a folder of its own for as long as `use` runs. Needs GNU tar, and root's rights for folders
 *  that only root may read. Errors: Error when the tar file is not the one that the list names. */
export function withRoot(folder: string, root: Root, use: (unpacked: UnpackedRoot) => void): void {
	const file = join(folder, root.file);
	const bytes = readFileSync(file);
	const sha256 = createHash("sha256").update(bytes).digest("hex");
	if (sha256 !== root.sha256) throw new Error(`${file}: sha256 is ${sha256}, not ${root.sha256}`);
	const place = mkdtempSync(join(tmpdir(), "elfspect-root-"));
	try {
		run("tar", ["-xpf", file, "-C", place, "--exclude=./dev/*", "--exclude=dev/*"]);
		const compressedBytes = file.endsWith(".gz") ? bytes.length : gzippedBytes(file);
		const size = { compressedBytes, unpackedBytes: bytesIn(place, new Set()) };
		use({ place, tree: directoryTree(place), size, bytesKey: hashOfFile(place) });
	} finally {
		rmSync(place, { recursive: true, force: true });
	}
}

/** Hashes by inode first: a program with four hundred names is read once. */
function hashOfFile(place: string): (path: string) => string {
	const known = new Map<number, string>();
	return (path) => {
		const { ino } = lstatSync(place + path);
		const hash =
			known.get(ino) ??
			createHash("sha256")
				.update(readFileSync(place + path))
				.digest("hex");
		known.set(ino, hash);
		return hash;
	};
}

/** What an xz-compressed root takes as the gzip layer that registries serve. */
function gzippedBytes(file: string): number {
	return gzipSync(run("xz", ["-dc", file]), { level: 9 }).length;
}

/** Bytes of the regular files in a folder; hard links count once. */
function bytesIn(folder: string, seen: Set<number>): number {
	return readdirSync(folder).reduce((sum, name) => {
		const path = join(folder, name);
		const stat = lstatSync(path);
		if (stat.isDirectory()) return sum + bytesIn(path, seen);
		return sum + ownBytes(stat, seen);
	}, 0);
}

function ownBytes(stat: Stats, seen: Set<number>): number {
	if (!stat.isFile() || seen.has(stat.ino)) return 0;
	seen.add(stat.ino);
	return stat.size;
}

function run(command: string, args: readonly string[]): Buffer {
	const { status, stdout, stderr } = spawnSync(command, args, { maxBuffer: 1 << 30 });
	if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
	return stdout;
}
