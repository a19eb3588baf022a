// Thousands of ELF files, side by side in one run: this command, another build of it, and the real loader.
//   npm run bench:elfs -- [--folder /usr] [--before CHECKOUT] [--runs N] [--image]
// CPU time is what counts (user and system): it says the same when the machine has other work, too. The commands take
// turns. The real loader looks everything up in every file and starts none (LD_TRACE_LOADED_OBJECTS), one process each.
// `--before` is a checkout of this project with a built dist/; `--image` packs the folder as `docker save` would.
// What was measured so is in docs/performance.md. Needs GNU time, xargs and tar.
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
	options: {
		folder: { type: "string", default: "/usr" },
		before: { type: "string" },
		runs: { type: "string", default: "3" },
		image: { type: "boolean" },
	},
});
const cache = ".cache/bench";
const loader = "/lib64/ld-linux-x86-64.so.2";

/** Seconds of CPU, seconds that passed, and the most memory in MB. */
interface Measurement {
	readonly cpu: number;
	readonly wall: number;
	readonly memory: number;
}

type Shell = string;

function timed(command: Shell): Measurement {
	const { stderr, error } = spawnSync("/usr/bin/time", ["-f", "%U %S %e %M", "sh", "-c", command], {
		encoding: "utf8",
		stdio: ["ignore", "ignore", "pipe"],
		maxBuffer: 1 << 30,
	});
	if (error !== undefined) throw error;
	const [user = 0, system = 0, wall = 0, kilobytes = 0] = (stderr.trim().split("\n").at(-1) ?? "")
		.split(" ")
		.map(Number);
	return { cpu: user + system, wall, memory: kilobytes / 1024 };
}

/** Least time and most memory of a command's runs. */
function best(all: readonly Measurement[]): Measurement {
	return {
		cpu: Math.min(...all.map(({ cpu }) => cpu)),
		wall: Math.min(...all.map(({ wall }) => wall)),
		memory: Math.max(...all.map(({ memory }) => memory)),
	};
}

function inTurns(commands: readonly Shell[]): readonly Measurement[] {
	const rounds = Array.from({ length: Number(values.runs) }, () => commands.map(timed));
	return commands.map((_, index) => best(rounds.flatMap((round) => round[index] ?? [])));
}

/** One row: this build, the one before where there is one, and what else there is to compare with. */
function compare(
	what: string,
	of: (checkout: string) => Shell,
	others: Readonly<Record<string, Shell>> = {},
): Measurement {
	const commands = { ...(values.before === undefined ? {} : { before: of(values.before) }), ...others };
	const [ours, ...theirs] = inTurns([of("."), ...Object.values(commands)]);
	if (ours === undefined) throw new Error("nothing was measured");
	console.log(`${what}: ${words(ours)}`);
	for (const [index, name] of Object.keys(commands).entries()) {
		const their = theirs[index];
		if (their === undefined) continue;
		const ratio = `${(ours.cpu / their.cpu).toFixed(2)} times its CPU time`;
		console.log(`    ${name}: ${words(their)}; ${ratio}, ${(ours.wall / their.wall).toFixed(2)} times its time`);
	}
	return ours;
}

function words({ cpu, wall, memory }: Measurement): string {
	return `${cpu.toFixed(2)} s CPU, ${wall.toFixed(2)} s, ${memory.toFixed(0)} MB`;
}

function isElf(path: string): boolean {
	const head = Buffer.alloc(4);
	const file = openSync(path, "r");
	try {
		return readSync(file, head, 0, 4, 0) === 4 && head.toString("latin1") === "\x7fELF";
	} finally {
		closeSync(file);
	}
}

/** Lists the ELF files of a folder, a NUL behind each. */
function listElfFiles(folder: string): string {
	const files = execFileSync("find", [folder, "-type", "f", "-readable", "-print0"], { maxBuffer: 1 << 30 });
	const elf = files
		.toString("latin1")
		.split("\0")
		.filter((path) => path !== "" && isElf(path));
	const list = join(cache, "elf-files");
	writeFileSync(list, Buffer.from(elf.map((path) => `${path}\0`).join(""), "latin1"));
	console.log(`${elf.length} ELF files`);
	return list;
}

/** The folder as the one layer of a `docker save` file. */
function savedImage(folder: string): string {
	const image = resolve(cache, "many-elf.tar");
	if (existsSync(image)) return image;
	const parts = join(cache, "many-elf");
	mkdirSync(parts, { recursive: true });
	execFileSync("tar", ["-C", dirname(folder), "-cf", join(parts, "layer.tar"), basename(folder)]);
	const config = {
		os: "linux",
		architecture: "amd64",
		config: { Cmd: ["/bin/sh"] },
		rootfs: { type: "layers", diff_ids: [] },
	};
	writeFileSync(join(parts, "config.json"), JSON.stringify(config));
	const manifest = [{ Config: "config.json", RepoTags: ["bench:latest"], Layers: ["layer.tar"] }];
	writeFileSync(join(parts, "manifest.json"), JSON.stringify(manifest));
	execFileSync("tar", ["-C", parts, "-cf", image, "manifest.json", "config.json", "layer.tar"]);
	rmSync(parts, { recursive: true });
	return image;
}

mkdirSync(cache, { recursive: true });
const folder = resolve(values.folder);
const list = listElfFiles(folder);
const inspect = (subject: string) => (checkout: string) => `node ${checkout}/bin/inspect.js '${subject}'`;
const withOptions = (subject: string, options: string) => (checkout: string) =>
	`${inspect(subject)(checkout)} ${options}`;
// The variables are for the loader alone: it would do the same to xargs and sh.
const traced = `LD_TRACE_LOADED_OBJECTS=1 LD_BIND_NOW=1 LD_WARN=1 ${loader} "$file"`;
const trace = `xargs -0 sh -c 'for file; do ${traced}; done' sh < ${list}`;

const one = compare("folder, one target", withOptions(folder, "-t alpine --summary"), { "the real loader": trace });
const all = compare("folder, default matrix", withOptions(folder, "--summary"));
console.log(`    ${(all.cpu / one.cpu).toFixed(2)} times the CPU time of one target`);
compare("folder, one target, JSON", withOptions(folder, "-t alpine -f json"));
compare("/bin/bash, default matrix", inspect("/bin/bash"), { "node -e 0": "node -e 0" });
if (values.image === true) {
	const image = savedImage(folder);
	const stored = compare("image, one target", withOptions(image, "-t alpine --summary"), { cat: `cat ${image}` });
	const piped = compare(
		"image through a pipe",
		(checkout) => `cat ${image} | ${inspect("-")(checkout)} -t alpine --summary`,
	);
	console.log(`    ${(piped.wall / stored.wall).toFixed(2)} times the time of the file`);
}
