import { createHash } from "node:crypto";
import {
	createReadStream,
	createWriteStream,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
} from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Pack, pack } from "tar-stream";

/** How large an image for the benchmarks is. */
export interface ImageRecipe {
	readonly files: number;
	readonly bytes: number;
	/** ELF files of the application's own, beside those of its distribution. */
	readonly ownElfFiles: number;
}

/** One file of the image: copied from this machine, or made up. */
interface Ingredient {
	readonly name: string;
	readonly size: number;
	readonly from?: string;
}

/** Files of this machine up to this size go in; a few giants would make the image unlike others. */
const largestCopy = 4 * 1024 * 1024;
const madeUpBytes = 16 * 1024 * 1024;
const layers = 4;

/** Writes an image as `docker save` does, once: a Debian system with its package database below, an application with
 *  many small files, some libraries and large data above. Layers are uncompressed or gzip; those that are compressed
 *  stay beside the archive. Gives the archive's path and those of its compressed layers. */
export async function makeImage(
	folder: string,
	name: string,
	recipe: ImageRecipe,
	compression: "none" | "gzip",
): Promise<{ readonly archive: string; readonly layers: readonly string[] }> {
	mkdirSync(folder, { recursive: true });
	const all = ingredients(recipe);
	const share = Math.ceil(all.length / layers);
	const parts = Array.from({ length: layers }, (_, index) => all.slice(index * share, (index + 1) * share));
	const files: string[] = [];
	const blobs: Blob[] = [];
	for (const [index, part] of parts.entries()) {
		const open = () => layerOf(part);
		if (compression === "none") blobs.push(await blobOf(open));
		else {
			const file = await gzipped(open, join(folder, `${name}-${index}.tar.gz`));
			files.push(file);
			blobs.push(await blobOf(() => createReadStream(file, { highWaterMark: 1 << 20 })));
		}
	}
	const archive = join(folder, `${name}-${compression}.tar`);
	await once(archive, (part) => writeArchive(part, blobs));
	return { archive, layers: files };
}

async function once(file: string, write: (part: string) => Promise<void>): Promise<void> {
	if (existsSync(file)) return;
	await write(`${file}.part`);
	renameSync(`${file}.part`, file);
}

type Bytes = AsyncIterable<Buffer>;

/** A layer as the archive stores it. It is made once for its digest and once more for the archive: that takes time, and
 *  half the disk. */
interface Blob {
	readonly name: string;
	readonly size: number;
	readonly open: () => Bytes;
}

async function blobOf(open: () => Bytes): Promise<Blob> {
	const hash = createHash("sha256");
	let size = 0;
	for await (const chunk of open()) {
		hash.update(chunk);
		size += chunk.length;
	}
	return { name: `blobs/sha256/${hash.digest("hex")}`, size, open };
}

async function writeArchive(file: string, blobs: readonly Blob[]): Promise<void> {
	const archive = pack();
	const written = pipeline(archive, createWriteStream(file));
	for (const { name, size, open } of blobs) await pipeline(open(), archive.entry({ name, size, mode: 0o644 }));
	const config = JSON.stringify({
		os: "linux",
		architecture: "amd64",
		config: { Entrypoint: ["/app/lib/0"], Env: ["PATH=/usr/bin:/bin"] },
		rootfs: { type: "layers", diff_ids: [] },
	});
	const configName = `blobs/sha256/${createHash("sha256").update(config).digest("hex")}`;
	archive.entry({ name: configName }, config);
	archive.entry(
		{ name: "manifest.json" },
		JSON.stringify([{ Config: configName, RepoTags: ["bench:latest"], Layers: blobs.map(({ name }) => name) }]),
	);
	archive.finalize();
	await written;
}

async function gzipped(open: () => Bytes, file: string): Promise<string> {
	await once(file, (part) => pipeline(open(), createGzip(), createWriteStream(part)));
	return file;
}

/** A tar stream of the files; what goes wrong on the way ends it with that error. */
function layerOf(files: readonly Ingredient[]): Bytes {
	const archive = pack();
	const feed = async (): Promise<void> => {
		for (const ingredient of files) await addFile(archive, ingredient);
		archive.finalize();
	};
	feed().catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))));
	return archive as Bytes;
}

async function addFile(archive: Pack, { name, size, from }: Ingredient): Promise<void> {
	const entry = archive.entry({ name, size, mode: 0o755 });
	const bytes =
		from === undefined ? madeUp(name, size) : createReadStream(from, { highWaterMark: 1 << 20, end: size - 1 });
	await pipeline(bytes, entry);
}

/** Data that packs to about half, as weights and databases do. */
function* madeUp(name: string, size: number): Generator<Buffer> {
	for (let at = 0, block = 0; at < size; at += 65_536, block += 1) {
		const hash = createHash("shake256", { outputLength: 32_768 }).update(`${name} ${block}`).digest();
		yield Buffer.concat([hash, Buffer.alloc(32_768)]).subarray(0, size - at);
	}
}

function ingredients({ files, bytes, ownElfFiles }: ImageRecipe): Ingredient[] {
	const base = debianSystem(Math.floor(files / 4));
	const own = ownLibraries(ownElfFiles);
	const data = Math.max(0, bytes - sizeOf(base) - sizeOf(own));
	const small = smallFiles(files - base.length - own.length, data / 3);
	const made = Math.ceil((data - sizeOf(small)) / madeUpBytes);
	const large = Array.from({ length: Math.max(0, made) }, (_, index) => ({
		name: `app/data/${index}.bin`,
		size: madeUpBytes,
	}));
	return [...base, ...own, ...spread(small, large)];
}

function sizeOf(files: readonly Ingredient[]): number {
	return files.reduce((sum, { size }) => sum + size, 0);
}

/** Large files evenly among small ones. */
function spread(small: readonly Ingredient[], large: readonly Ingredient[]): Ingredient[] {
	const step = Math.max(1, Math.floor(small.length / (large.length + 1)));
	return small.flatMap((file, index) => {
		const next = index % step === step - 1 ? large[Math.floor(index / step)] : undefined;
		return next === undefined ? [file] : [file, next];
	});
}

/** Files of whole packages of this machine, with the database that says so. */
function debianSystem(most: number): Ingredient[] {
	const info = "/var/lib/dpkg/info";
	const found: Ingredient[] = [copy("/var/lib/dpkg/status")];
	for (const list of readdirSync(info).filter((name) => name.endsWith(".list"))) {
		if (found.length >= most) break;
		found.push(copy(join(info, list)), ...readFileSync(join(info, list), "utf8").split("\n").flatMap(ordinaryFile));
	}
	return found.slice(0, most);
}

function ordinaryFile(path: string): Ingredient[] {
	const stat = path.startsWith("/") ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
	return stat?.isFile() === true && stat.size > 0 && stat.size <= largestCopy ? [copy(path)] : [];
}

function copy(path: string, name = path.slice(1)): Ingredient {
	return { name, size: lstatSync(path).size, from: path };
}

function ownLibraries(count: number): Ingredient[] {
	const folder = "/usr/lib/x86_64-linux-gnu";
	const names = readdirSync(folder).filter((name) => /\.so\.[0-9.]+$/.test(name));
	const all = names.flatMap((name) => ordinaryFile(join(folder, name)));
	return Array.from({ length: count }, (_, index) => ({ ...pick(all, index), name: `app/lib/${index}` }));
}

/** Texts and the like, some kilobytes each. */
function smallFiles(count: number, bytes: number): Ingredient[] {
	const all = [...filesBelow("/usr/share"), ...filesBelow("/usr/include")].filter(
		({ size }) => size < (3 * bytes) / count,
	);
	return Array.from({ length: count }, (_, index) => {
		const file = pick(all, index);
		return { ...file, name: `app/modules/${index % 997}/${index}-${basename(file.name)}`.slice(0, 99) };
	});
}

function* filesBelow(folder: string): Generator<Ingredient> {
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (lstatSync(path).isDirectory()) yield* filesBelow(path);
		else yield* ordinaryFile(path);
	}
}

function pick(all: readonly Ingredient[], index: number): Ingredient {
	const found = all[index % all.length];
	if (found === undefined) throw new Error("this machine has no files to make an image of");
	return found;
}
