import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Root } from "./roots.ts";

/** One run inside a root. */
export interface Job {
	readonly id: string;
	/** `enter`: execute and stop at the program's first instruction; `run`: execute to the end. */
	readonly mode: "enter" | "run";
	readonly environment?: string;
	readonly arguments: readonly string[];
}

/** What became of a job. */
export interface JobResult {
	readonly outcome: "started" | "exec" | "exited" | "crashed" | "timeout";
	/** errno name, exit status, or signal and mapped file. */
	readonly detail: string;
	readonly lines: readonly string[];
}

/** The built helpers and how to use them. */
export interface Oracle {
	/** Folder that holds `host-musl`, `host-glibc`, `host-glibc-old` and their `-names` variants; bound at `/h`. */
	readonly hosts: string;
	/** Runs jobs inside a root with more folders bound into it. Errors: Error when the oracle itself fails. */
	run(root: Root, binds: Readonly<Record<string, string>>, jobs: readonly Job[]): ReadonlyMap<string, JobResult>;
}

const SOURCES = "test/conformance/oracle";
const STAND_IN = ["-w", "-O1", "-fno-builtin", "-fno-stack-protector", "-fno-asynchronous-unwind-tables", "-nostdlib"];

/** Builds the helpers with the machine's C compiler, as far as they are older than their sources.
 *  @param hostNames symbols that the `-names` hosts bring to their plug-ins */
export function buildOracle(folder: string, hostNames: ReadonlySet<string>): Oracle {
	const hosts = join(folder, "hosts");
	mkdirSync(hosts, { recursive: true });
	const program = join(folder, "exec-oracle");
	if (!isNewer(program, join(SOURCES, "exec-oracle.c"))) {
		compile(["-O2", "-Wall", "-Wextra", "-o", program, join(SOURCES, "exec-oracle.c")]);
	}
	if (!isNewer(join(hosts, "host-musl"), join(SOURCES, "dlopen-host.c"))) buildHosts(folder, hosts, hostNames);
	return { hosts, run: (root, binds, jobs) => runJobs(program, root, { ...binds, h: hosts }, jobs) };
}

function isNewer(built: string, source: string): boolean {
	return existsSync(built) && statSync(built).mtimeMs > statSync(source).mtimeMs;
}

function compile(arguments_: readonly string[]): void {
	execFileSync("cc", arguments_, { stdio: ["ignore", "inherit", "inherit"] });
}

function buildHosts(folder: string, hosts: string, hostNames: ReadonlySet<string>): void {
	const standIn = (file: string, soname: string, ...parts: string[]) => {
		const path = join(folder, file);
		const options = ["-shared", "-fPIC", ...parts.map((part) => `-D${part}`), `-Wl,-soname,${soname}`];
		compile([...STAND_IN, ...options, "-o", path, join(SOURCES, "stand-ins.c")]);
		return path;
	};
	const names = join(folder, "names.s");
	writeFileSync(names, assembly(hostNames));
	const hostKinds = {
		"host-musl": { loader: "/lib/ld-musl-x86_64.so.1", libraries: [standIn("libc-musl.so", "libc.so", "C", "DL")] },
		"host-glibc": { loader: GLIBC_LOADER, libraries: [standIn("libc-new.so", "libc.so.6", "C", "DL")] },
		"host-glibc-old": {
			loader: GLIBC_LOADER,
			libraries: [standIn("libdl-old.so", "libdl.so.2", "DL"), standIn("libc-old.so", "libc.so.6", "C")],
		},
	};
	for (const [name, { loader, libraries }] of Object.entries(hostKinds)) {
		const link = ["-Wl,--hash-style=both", "-rdynamic", "-pie", "-fPIE", "-Wl,-z,now", "-Wl,--no-as-needed"];
		const common = [...STAND_IN, ...link, `-Wl,--dynamic-linker=${loader}`, join(SOURCES, "dlopen-host.c")];
		compile([...common, "-o", join(hosts, `${name}-names`), names, ...libraries]);
		compile([...common, "-o", join(hosts, name), ...libraries]);
	}
}

const GLIBC_LOADER = "/lib64/ld-linux-x86-64.so.2";

/** Every name as a function that returns 0. */
function assembly(names: ReadonlySet<string>): string {
	const labels = [...names].sort().map((name) => `.globl "${name}"\n.type "${name}", @function\n"${name}":\n`);
	return `.text\n${labels.join("")} xor %eax, %eax\n ret\n.section .note.GNU-stack,"",@progbits\n`;
}

function runJobs(program: string, root: Root, binds: Readonly<Record<string, string>>, jobs: readonly Job[]) {
	const lines = jobs.map((job) => [job.id, job.mode, job.environment ?? "-", ...job.arguments].join("\t"));
	const options = Object.entries(binds).flatMap(([point, source]) => ["-b", `${source}:${point}`]);
	const result = spawnSync(program, [...options, ...root.layers], {
		input: `${lines.join("\n")}\n`,
		maxBuffer: 2 ** 31,
		encoding: "latin1",
		stdio: ["pipe", "pipe", "inherit"],
	});
	if (result.status !== 0) throw new Error(`exec-oracle failed in ${root.name} (${result.error ?? result.status})`);
	return parseResults(result.stdout);
}

function parseResults(text: string): Map<string, JobResult> {
	const results = new Map<string, JobResult>();
	for (const line of text.split("\n")) {
		const [id, outcome, detail = "", output = ""] = line.split("\t");
		if (id === undefined || !isOutcome(outcome)) continue;
		const bytes = output.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
			String.fromCharCode(Number.parseInt(hex, 16)),
		);
		const lines = Buffer.from(bytes, "latin1").toString("utf8").split("\n");
		results.set(id, { outcome, detail, lines: lines.filter((one) => one !== "") });
	}
	return results;
}

function isOutcome(word: string | undefined): word is JobResult["outcome"] {
	return word === "started" || word === "exec" || word === "exited" || word === "crashed" || word === "timeout";
}

/** The helpers need root, namespaces, overlay mounts, ptrace and a C compiler; says what is lacking. */
export function whyNoOracle(folder: string): string | undefined {
	if (process.getuid?.() !== 0) return "needs to run as root (chroot, mounts, ptrace)";
	try {
		execFileSync("cc", ["--version"], { stdio: "ignore" });
		const oracle = buildOracle(folder, new Set(["elfspect_host_name"]));
		const empty = join(folder, "empty");
		mkdirSync(empty, { recursive: true });
		copyFileSync(join(folder, "exec-oracle"), join(folder, "empty", "probe"));
		oracle.run({ name: "empty", layers: [empty], libc: "none", dlopens: false }, {}, [
			{ id: "1", mode: "enter", arguments: ["/probe"] },
		]);
		return undefined;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}
