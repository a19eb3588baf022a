import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as later } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";

const HELLO = "fixtures-bin/x86_64-musl/hello";
const LAYERS = "test/source/archives/podman-oci.tar";
const scratch = mkdtempSync(join(tmpdir(), "elfspect-interrupted-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function emptyFolder(): string {
	return mkdtempSync(join(scratch, "f"));
}

const COMMAND = [process.execPath, "bin/inspect.js", "--no-progress"];

/** The command with some system calls made slow, so that a signal comes while they last; strace stays out of the way
 *  of the process's own id. */
function startSlowed(slowed: string, ...parameters: string[]): ChildProcess {
	return spawn(
		"strace",
		[
			"-D",
			"-f",
			"-qq",
			"-o",
			"/dev/null",
			"-e",
			`trace=${slowed.split(":")[0]}`,
			"-e",
			`inject=${slowed}`,
			...COMMAND,
			...parameters,
		],
		{ stdio: "ignore" },
	);
}

const slows = spawnSync("strace", ["-qq", "-o", "/dev/null", "-e", "inject=close:delay_enter=1", "true"]).status === 0;
if (!slows) console.warn("SKIPPED: signals while files are written: strace is not installed or cannot trace");

async function until(condition: () => boolean, what: string): Promise<void> {
	for (let waited = 0; waited < 20_000; waited += 10) {
		if (condition()) return;
		await later(10);
	}
	throw new Error(`never: ${what}`);
}

/** How a process ended, as a shell says it: by the signal, or with its exit code. */
async function endOf(child: ChildProcess): Promise<number | string> {
	const [code, signal]: unknown[] = await once(child, "exit");
	return typeof code === "number" ? code : String(signal);
}

const parts = (folder: string) =>
	existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".part")) : [];

describe.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s", (signal) => {
	test("while standard input is awaited ends it at once; nothing is left behind", async () => {
		const folder = emptyFolder();
		const child = spawn(COMMAND[0] ?? "", [...COMMAND.slice(1), "-", "-o", `json=${join(folder, "report.json")}`], {
			stdio: ["pipe", "pipe", "pipe"],
		});
		// A first block of an archive, and never the rest.
		child.stdin?.write(readFileSync(LAYERS).subarray(0, 10_000));
		await later(500);
		child.kill(signal);
		expect(await endOf(child)).toBe(signal);
		expect(readdirSync(folder)).toEqual([]);
	});

	test.skipIf(!slows)("while a folder is read ends it at once; nothing is left behind", async () => {
		const folder = emptyFolder();
		const deep = join(folder, ..."abcdefghijklmnopqrstuvwxyz");
		mkdirSync(deep, { recursive: true });
		copyFileSync(HELLO, join(deep, "app"));
		const out = emptyFolder();
		// Every folder takes half a second.
		const child = startSlowed("getdents64:delay_enter=500000", folder, "-o", `json=${join(out, "report.json")}`);
		await later(1500);
		expect(child.exitCode).toBeNull();
		child.kill(signal);
		expect(await endOf(child)).toBe(signal);
		expect(readdirSync(out)).toEqual([]);
	});

	test.skipIf(!slows)("while the report is written waits until it is whole", async () => {
		const folder = emptyFolder();
		const child = startSlowed("fsync:delay_enter=1000000", HELLO, "-o", `json=${join(folder, "report.json")}`);
		await until(() => parts(folder).length > 0, "a part of the report");
		child.kill(signal);
		expect(await endOf(child)).toBe(signal);
		expect(readdirSync(folder)).toEqual(["report.json"]);
		expect(JSON.parse(readFileSync(join(folder, "report.json"), "utf8")).subjects).toHaveLength(1);
	});

	test.skipIf(!slows)("while a layer is put into the cache leaves whole entries only", async () => {
		const cache = join(emptyFolder(), "cache");
		const child = startSlowed("rename:delay_enter=1000000", LAYERS, `--cache=${cache}`);
		await until(() => parts(cache).length > 0, "a part of an entry");
		child.kill(signal);
		expect(await endOf(child)).toBe(signal);
		expect(readdirSync(cache).length).toBeGreaterThan(0);
		expect(readdirSync(cache).filter((name) => !/\.(layer|proof)$/.test(name))).toEqual([]);
		const report = (...parameters: string[]) =>
			spawnSync(COMMAND[0] ?? "", [...COMMAND.slice(1), LAYERS, "--format", "json", ...parameters], {
				encoding: "utf8",
			});
		expect(report(`--cache=${cache}`).stdout).toBe(report().stdout);
	});
});

describe("exit codes as a shell sees them", () => {
	test.each([
		["INT", 130],
		["TERM", 143],
	])("SIG%s is %i", (signal, code) => {
		const script = `mkfifo "$1/pipe"; "$2" bin/inspect.js "$1/pipe" & child=$!; sleep 0.5; kill -${signal} $child; wait $child; echo $?`;
		// A shell without job control lets its background jobs ignore SIGINT.
		const { stdout } = spawnSync("bash", ["-m", "-c", script, "-", emptyFolder(), process.execPath], {
			encoding: "utf8",
		});
		expect(stdout.trim()).toBe(String(code));
	});

	const contained = ["--fork", "--pid", "--mount-proc", "--kill-child"];
	const contains = spawnSync("unshare", [...contained, "true"]).status === 0;
	if (!contains) console.warn("SKIPPED: the first process of a container: unshare is not allowed here");

	test.skipIf(!contains)("the first process of a container obeys, too", async () => {
		const child = spawn("unshare", [...contained, ...COMMAND, "-"], { stdio: ["pipe", "ignore", "ignore"] });
		await later(1000);
		const inner = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
		process.kill(Number(inner), "SIGTERM");
		expect(await endOf(child)).toBe(143);
	});
});
