// Images and folders against the bare minimum, side by side in one run: the whole command, verdicts and report included.
//   npm run bench:images -- [--large] [--runs N]      (--large: ten times the files and bytes, some 25 GB of disk)
// Needs Debian (it makes its image out of the files of this machine), scanelf (pax-utils) and a built dist/.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type ImageRecipe, makeImage } from "./make-image.ts";

const { values } = parseArgs({ options: { large: { type: "boolean" }, runs: { type: "string", default: "5" } } });
const runs = Number(values.runs);
const folder = ".cache/bench";
const recipe: ImageRecipe = { files: 50_000, bytes: 2.1 * 1024 ** 3, ownElfFiles: 200 };
const inspect = [process.execPath, "bin/inspect.js", "--target", "alpine"];

/** Wall time of the fastest run, and the most memory of all. */
interface Measurement {
	readonly seconds: number;
	readonly megabytes: number;
}

function measure(command: readonly string[], before = (): void => {}): Measurement {
	const results = Array.from({ length: runs }, () => {
		before();
		return timed(command);
	});
	return {
		seconds: Math.min(...results.map(({ seconds }) => seconds)),
		megabytes: Math.max(...results.map(({ megabytes }) => megabytes)),
	};
}

function timed(command: readonly string[]): Measurement {
	const start = process.hrtime.bigint();
	const { stderr, error } = spawnSync("/usr/bin/time", ["-f", "%M", ...command], {
		encoding: "utf8",
		stdio: ["ignore", "ignore", "pipe"],
		maxBuffer: 1 << 28,
	});
	if (error !== undefined) throw error;
	const seconds = Number(process.hrtime.bigint() - start) / 1e9;
	return { seconds, megabytes: Number(stderr.trim().split("\n").at(-1)) / 1024 };
}

function report(what: string, ours: Measurement, theirs: Measurement | undefined, goal: string): void {
	const ratio =
		theirs === undefined
			? ""
			: `against ${theirs.seconds.toFixed(3)} s: ratio ${(ours.seconds / theirs.seconds).toFixed(2)}`;
	console.log(
		`${what}: ${ours.seconds.toFixed(3)} s ${ratio}, peak ${ours.megabytes.toFixed(0)} MB (goal ${goal}, under 200 MB)`,
	);
}

/** Node's own gunzip over each layer, one after the other, its output thrown away. */
function drain(layers: readonly string[]): string[] {
	const program = `
		const { createReadStream } = require("node:fs");
		const { createGunzip } = require("node:zlib");
		(async () => { for (const layer of process.argv.slice(1)) for await (const _ of createReadStream(layer).pipe(createGunzip()));
		})();`;
	return [process.execPath, "-e", program, ...layers];
}

/** A folder of 2,000 ELF files: libraries of this machine, copied under numbers. */
function elfFolder(): string {
	const target = join(folder, "elf");
	if (existsSync(target)) return target;
	const source = "/usr/lib/x86_64-linux-gnu";
	const all = readdirSync(source).filter((name) => /\.so\.[0-9.]+$/.test(name) && isSmallElf(join(source, name)));
	mkdirSync(target, { recursive: true });
	for (let index = 0; index < 2000; index += 1)
		copyFileSync(join(source, all[index % all.length] ?? ""), join(target, `${index}.so`));
	return target;
}

function isSmallElf(path: string): boolean {
	const bytes = readFileSync(path);
	return bytes.length < 1 << 20 && bytes.toString("latin1", 1, 4) === "ELF";
}

async function benchImage(name: string, of: ImageRecipe): Promise<number> {
	const stored = await makeImage(folder, name, of, "none");
	const warm = measure(["cat", stored.archive]);
	const walked = measure([...inspect, stored.archive]);
	report(`${name}, uncompressed, against cat`, walked, warm, "below 1");
	const packed = await makeImage(folder, name, of, "gzip");
	const drained = measure(drain(packed.layers));
	const passed = measure([...inspect, packed.archive]);
	report(`${name}, gzip layers, against draining them through zlib`, passed, drained, "1.15 at most");
	const cache = join(folder, "cache");
	rmSync(cache, { recursive: true, force: true });
	timed([...inspect, "--cache", cache, packed.archive]);
	report(
		`${name}, gzip layers, second scan with a cache, against the first`,
		measure([...inspect, "--cache", cache, packed.archive]),
		passed,
		"0.2 at most",
	);
	return walked.seconds;
}

function benchFolder(): void {
	const elf = elfFolder();
	const scanelf = measure(["scanelf", "-Rn", elf]);
	report("2,000 ELF files in a folder, against scanelf -Rn", measure([...inspect, elf]), scanelf, "below 1");
}

const once = await benchImage("image", recipe);
benchFolder();
if (values.large === true) {
	const large = { files: recipe.files * 10, bytes: recipe.bytes * 10, ownElfFiles: recipe.ownElfFiles * 10 };
	const tenTimes = await benchImage("large", large);
	console.log(`ten times the files: ${(tenTimes / once).toFixed(1)} times the time (goal 11 at most)`);
}
