// Images and folders against the bare minimum, side by side in one run: the whole command, verdicts and report included.
//   npm run bench:images -- [--large] [--runs N]
// An image of 2 GB and 50,000 files, a tenth of it, and with --large ten times it (which takes 21 GiB of disk).
// What was measured so is in docs/performance.md.
// Needs Debian (it makes its image out of the files of this machine), scanelf (pax-utils) and a built dist/.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type ImageRecipe, makeImage } from "./make-image.ts";

const { values } = parseArgs({
	options: { large: { type: "boolean" }, runs: { type: "string", default: "5" } },
});
const runs = Number(values.runs);
const folder = ".cache/bench";
const normal: ImageRecipe = { files: 50_000, bytes: 2.1 * 1024 ** 3, ownElfFiles: 200 };
const inspect = [process.execPath, "bin/inspect.js", "--target", "alpine"];

/** Wall time of the fastest run, and the most memory of all. */
interface Measurement {
	readonly seconds: number;
	readonly megabytes: number;
}

/** Two commands in turns, so that whatever else the machine does meets both. */
function inTurns(ours: readonly string[], theirs: readonly string[]): readonly [Measurement, Measurement] {
	const pairs = Array.from({ length: runs }, () => [timed(ours), timed(theirs)] as const);
	return [best(pairs.map(([each]) => each)), best(pairs.map(([, each]) => each))];
}

function best(all: readonly Measurement[]): Measurement {
	return {
		seconds: Math.min(...all.map(({ seconds }) => seconds)),
		megabytes: Math.max(...all.map(({ megabytes }) => megabytes)),
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

function report(what: string, ours: Measurement, theirs: Measurement, goal: string): void {
	const ratio = (ours.seconds / theirs.seconds).toFixed(2);
	console.log(
		`${what}: ${ours.seconds.toFixed(3)} s against ${theirs.seconds.toFixed(3)} s: ratio ${ratio} (goal ${goal}), peak ${ours.megabytes.toFixed(0)} MB (goal under 200 MB)`,
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

function times({ files, bytes, ownElfFiles }: ImageRecipe, factor: number): ImageRecipe {
	return { files: files * factor, bytes: bytes * factor, ownElfFiles: ownElfFiles * factor };
}

function reportGrowth(small: number, large: number): void {
	console.log(`ten times the files: ${(large / small).toFixed(1)} times the time (goal 11 at most)`);
}

async function benchStored(name: string, of: ImageRecipe): Promise<number> {
	const { archive } = await makeImage(folder, name, of, "none");
	const [ours, cat] = inTurns([...inspect, archive], ["cat", archive]);
	report(`${name}, uncompressed, against cat`, ours, cat, "below 1");
	return ours.seconds;
}

async function benchPacked(name: string, of: ImageRecipe): Promise<void> {
	const { archive, layers } = await makeImage(folder, name, of, "gzip");
	const [ours, drained] = inTurns([...inspect, archive], drain(layers));
	report(`${name}, gzip layers, against draining them through zlib`, ours, drained, "1.15 at most");
	const cache = join(folder, "cache");
	rmSync(cache, { recursive: true, force: true });
	timed([...inspect, "--cache", cache, archive]);
	const [again, first] = inTurns([...inspect, "--cache", cache, archive], [...inspect, archive]);
	report(`${name}, gzip layers, a second scan with a cache, against one without`, again, first, "0.2 at most");
}

function benchFolder(): void {
	const elf = elfFolder();
	const [ours, scanelf] = inTurns([...inspect, elf], ["scanelf", "-Rn", elf]);
	report("2,000 ELF files in a folder, against scanelf -Rn", ours, scanelf, "below 1");
	const [version, node] = inTurns([process.execPath, "bin/inspect.js", "--version"], [process.execPath, "-e", "0"]);
	console.log(
		`what no run can be shorter than: Node itself ${node.seconds.toFixed(3)} s, this command ${version.seconds.toFixed(3)} s`,
	);
}

benchFolder();
const once = await benchStored("image", normal);
await benchPacked("image", normal);
const tenth = await benchStored("tenth", times(normal, 0.1));
reportGrowth(tenth, once);
if (values.large === true) reportGrowth(once, await benchStored("large", times(normal, 10)));
