import { createHash } from "node:crypto";
import {
	createReadStream,
	createWriteStream,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	renameSync,
	statSync,
} from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Pack, pack } from "tar-stream";

/** What an image for the benchmarks is made of. */
export interface ImageRecipe {
	readonly files: number;
	readonly bytes: number;
	readonly layers: number;
}

/** A file of this machine that goes into the image. */
interface Ingredient {
	readonly path: string;
	readonly size: number;
}

/** Files of /usr up to this size; a few giants would make the image unlike others. */
const largestFile = 8 * 1024 * 1024;

/** Writes the image as `docker save` does (OCI layout with manifest.json), once; layers are uncompressed or gzip. */
export async function makeImage(
	folder: string,
	name: string,
	recipe: ImageRecipe,
	compression: "none" | "gzip",
): Promise<string> {
	const file = join(folder, `${name}-${compression}.tar`);
	if (existsSync(file)) return file;
	mkdirSync(folder, { recursive: true });
	const layers: string[] = [];
	const chosen = choose(recipe);
	const share = Math.ceil(chosen.length / recipe.layers);
	for (let index = 0; index < recipe.layers; index += 1) {
		const layer = join(folder, `${name}-${index}.tar`);
		if (!existsSync(layer)) await writeLayer(layer, chosen.slice(index * share, (index + 1) * share), index * share);
		layers.push(compression === "gzip" ? await gzipped(layer) : layer);
	}
	await writeArchive(file, layers);
	return file;
}

async function writeArchive(file: string, layers: readonly string[]): Promise<void> {
	const archive = pack();
	const written = pipeline(archive, createWriteStream(`${file}.part`));
	const names: string[] = [];
	for (const layer of layers) {
		const name = `blobs/sha256/${await sha256(layer)}`;
		names.push(name);
		await addFile(archive, layer, name);
	}
	const config = JSON.stringify({
		os: "linux",
		architecture: "amd64",
		config: { Entrypoint: ["/bench/0/bin/true"] },
		rootfs: { type: "layers", diff_ids: [] },
	});
	const configName = `blobs/sha256/${createHash("sha256").update(config).digest("hex")}`;
	archive.entry({ name: configName }, config);
	archive.entry(
		{ name: "manifest.json" },
		JSON.stringify([{ Config: configName, RepoTags: ["bench:latest"], Layers: names }]),
	);
	archive.finalize();
	await written;
	renameSync(`${file}.part`, file);
}

async function gzipped(layer: string): Promise<string> {
	const file = `${layer}.gz`;
	if (existsSync(file)) return file;
	await pipeline(createReadStream(layer), createGzip(), createWriteStream(`${file}.part`));
	renameSync(`${file}.part`, file);
	return file;
}

async function writeLayer(file: string, ingredients: readonly Ingredient[], first: number): Promise<void> {
	const archive = pack();
	const written = pipeline(archive, createWriteStream(`${file}.part`));
	for (const [index, { path, size }] of ingredients.entries()) {
		const number = first + index;
		await addFile(archive, path, `bench/${Math.floor(number / 25_000)}${path.replace(/^\/usr/, "")}-${number}`, size);
	}
	archive.finalize();
	await written;
	renameSync(`${file}.part`, file);
}

async function addFile(archive: Pack, path: string, name: string, size = statSync(path).size): Promise<void> {
	const entry = archive.entry({ name, size, mode: 0o755 });
	await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), entry);
}

async function sha256(path: string): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
	return hash.digest("hex");
}

/** As many files as asked for, in path order, of sizes that come to the bytes asked for: all small ones, and as many
 *  larger ones as still fit; from the beginning again when this machine has too few. */
function choose({ files, bytes }: ImageRecipe): Ingredient[] {
	const all = [...ingredientsIn("/usr")].sort((left, right) => (left.path < right.path ? -1 : 1));
	const average = bytes / files;
	const chosen: Ingredient[] = [];
	let total = 0;
	for (let index = 0; chosen.length < files; index = (index + 1) % all.length) {
		const next = all[index];
		if (next === undefined) throw new Error("this machine has no files in /usr");
		// A running average keeps the mixture of sizes even along the image.
		if (next.size > average && total + next.size > average * (chosen.length + 400)) continue;
		if (next.size < average && total < average * (chosen.length - 400)) continue;
		chosen.push(next);
		total += next.size;
	}
	return chosen;
}

function* ingredientsIn(folder: string): Generator<Ingredient> {
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		const stat = lstatSync(path);
		if (stat.isDirectory()) yield* ingredientsIn(path);
		else if (stat.isFile() && stat.size > 0 && stat.size <= largestFile) yield { path, size: stat.size };
	}
}
