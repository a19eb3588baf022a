import { execFileSync, spawnSync } from "node:child_process";
import {
	chmodSync,
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ElfFormatError } from "../../src/bytes/elf-format-error.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";
import type { ElfFile } from "../../src/elf/elf-file.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { inspect } from "../../src/inspect.ts";
import { openInput } from "../../src/source/open-input.ts";
import type { OpenedInput } from "../../src/source/opened-input.ts";
import type { Report } from "../../src/verdict/report.ts";
import { runInspect } from "./run-inspect.ts";

const HELLO = resolve("fixtures-bin/x86_64-musl/hello");
const folders: string[] = [];
afterAll(() => {
	for (const folder of folders) {
		spawnSync("chmod", ["-R", "u+rwX", folder]);
		rmSync(folder, { recursive: true, force: true });
	}
});

/** A folder with one good program in it, `ok`, which everybody may read. */
function folderWithProgram(): string {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-unreadable-"));
	chmodSync(folder, 0o755);
	folders.push(folder);
	copyFileSync(HELLO, join(folder, "ok"));
	return folder;
}

function mkfifo(path: string): void {
	execFileSync("mkfifo", [path]);
}

/** Verdicts by path, and what the diagnostics say. */
function outcome(report: Report) {
	return {
		verdicts: Object.fromEntries(
			report.subjects.map(({ path, results }) => [path, [results[0]?.verdict, results[0]?.message]]),
		),
		diagnostics: (report.diagnostics ?? []).map(({ severity, message }) => `${severity}: ${message}`),
		passed: report.gate?.passed,
	};
}

const RUNS = ["runs", undefined];
const ALPINE = ["--target", "alpine:3.20"];

describe("named on the command line", () => {
	const longName = "n".repeat(300);
	test.each([
		["a file that is not there", (folder: string) => join(folder, "gone"), "no such file or directory"],
		["a path through a file", (folder: string) => join(folder, "ok/x"), "no such file or directory"],
		["a name that is too long", (folder: string) => join(folder, longName), "name too long"],
		["a path that is too long", (folder: string) => `${folder}/${"a/".repeat(3000)}`, "name too long"],
		["nothing at all", () => "", "no such file or directory"],
	])("%s: its error and exit code 2, the rest is judged", (_name, named, words) => {
		const folder = folderWithProgram();
		const { status, stdout, stderr } = runInspect([named(folder), join(folder, "ok"), ...ALPINE, "--format", "json"]);
		expect(status).toBe(2);
		expect(stderr.trimEnd().split("\n")).toEqual([expect.stringMatching(`^elfspect: error: .*: file: ${words}$`)]);
		expect(outcome(JSON.parse(stdout)).verdicts).toEqual({ [join(folder, "ok")]: RUNS });
	});

	test("symlinks that go in circles, and one that leads nowhere", () => {
		const folder = folderWithProgram();
		symlinkSync("two", join(folder, "one"));
		symlinkSync("one", join(folder, "two"));
		symlinkSync("/nonexistent", join(folder, "dangling"));
		const { status, stderr } = runInspect([join(folder, "one"), join(folder, "dangling"), ...ALPINE]);
		expect(status).toBe(2);
		expect(stderr).toContain(`${folder}/one: file: too many symbolic links encountered\n`);
		expect(stderr).toContain(`${folder}/dangling: file: no such file or directory\n`);
		// In a folder they are no files, and nothing is wrong with that.
		expect(runInspect([folder, ...ALPINE])).toMatchObject({ status: 0, stderr: "" });
	});

	test("a socket, and devices without end or without content", () => {
		const folder = folderWithProgram();
		// Its name stays when the one who listens is killed.
		const listen = 'require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))';
		spawnSync(process.execPath, ["-e", listen, join(folder, "socket")]);
		const { status, stderr } = runInspect([
			join(folder, "socket"),
			"/dev/null",
			"/dev/zero",
			"/dev/urandom",
			...ALPINE,
		]);
		expect(status).toBe(2);
		expect(stderr.trimEnd().split("\n")).toEqual([
			`elfspect: error: ${folder}/socket: file: no such device or address`,
			expect.stringContaining("/dev/null: file: its content is not"),
			expect.stringContaining("/dev/zero: archive: "),
			expect.stringContaining("/dev/urandom: file: its content is not"),
		]);
	});

	test("files of /proc, whose size is no size", () => {
		expect(runInspect(["/proc/self/exe", ...ALPINE, "--format", "json"]).stdout).toContain('"path": "/proc/self/exe"');
		const { status, stderr } = runInspect(["/proc/version", "/proc/self/mem", ...ALPINE]);
		expect([status, stderr.trimEnd().split("\n").length]).toEqual([2, 2]);
	});

	test("a pipe that somebody writes into is read, one in a folder is left alone", () => {
		const folder = folderWithProgram();
		mkfifo(join(folder, "pipe"));
		expect(runInspect([folder, ...ALPINE])).toMatchObject({ status: 0, stderr: "" });
		const command = `cat ${HELLO} > ${folder}/pipe & exec "${process.execPath}" bin/inspect.js ${folder}/pipe ${ALPINE.join(" ")} --format json`;
		const { status, stdout } = spawnSync("bash", ["-c", command], { encoding: "utf8", timeout: 20_000 });
		expect([status, JSON.parse(stdout).subjects[0].results[0].verdict]).toEqual([0, "runs"]);
	});
});

const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
const isRoot = process.getuid?.() === 0 && spawnSync("setpriv", [...nobody, "true"]).status === 0;
if (!isRoot) console.warn("SKIPPED: files of others are tried as another user: not root, or no setpriv (util-linux)");

/** The built command, where somebody without rights can reach it. */
function installed(): string {
	const place = mkdtempSync(join(tmpdir(), "elfspect-installed-"));
	folders.push(place);
	chmodSync(place, 0o755);
	for (const part of ["bin", "dist", "data", "docs", "package.json"]) execFileSync("cp", ["-r", part, place]);
	const node = join(place, "node");
	copyFileSync(process.execPath, node);
	execFileSync("chmod", ["-R", "a+rX", place]);
	return place;
}

let place: string | undefined;

function asNobody(...parameters: string[]) {
	place ??= installed();
	const command = [join(place, "node"), join(place, "bin/inspect.js"), ...parameters];
	return spawnSync("setpriv", [...nobody, ...command], { encoding: "utf8", cwd: "/" });
}

describe.skipIf(!isRoot)("of somebody else", { timeout: 60_000 }, () => {
	test("a file on the command line", () => {
		const folder = folderWithProgram();
		chmodSync(join(folder, "ok"), 0);
		const { status, stderr } = asNobody(join(folder, "ok"), ...ALPINE);
		expect([status, stderr]).toEqual([2, `elfspect: error: ${folder}/ok: file: permission denied\n`]);
	});

	test("a file in a folder is unknown, which fails a gate", () => {
		const folder = folderWithProgram();
		copyFileSync(HELLO, join(folder, "secret"));
		chmodSync(join(folder, "secret"), 0);
		const { status, stdout } = asNobody(folder, ...ALPINE, "--format", "json");
		expect(status).toBe(1);
		expect(outcome(JSON.parse(stdout))).toEqual({
			verdicts: { "/ok": RUNS, "/secret": ["unknown", "it cannot be read: permission denied"] },
			diagnostics: [],
			passed: false,
		});
		const { stdout: text } = asNobody(folder, ...ALPINE);
		expect(text).toContain("it cannot be read: ");
		expect(text).toContain("it cannot be read: permission denied");
	});

	test("a folder in a folder is lost, whatever it holds: exit code 2", () => {
		const folder = folderWithProgram();
		mkdirSync(join(folder, "closed"));
		copyFileSync(HELLO, join(folder, "closed/app"));
		chmodSync(join(folder, "closed"), 0);
		const { status, stdout } = asNobody(folder, ...ALPINE, "--format", "json");
		expect(status).toBe(2);
		expect(outcome(JSON.parse(stdout))).toEqual({
			verdicts: { "/ok": RUNS },
			diagnostics: [`error: ${folder}/closed: cannot be read: permission denied`],
			passed: false,
		});
	});

	test("a folder that lists its names and opens none", () => {
		const folder = folderWithProgram();
		mkdirSync(join(folder, "listed"));
		copyFileSync(HELLO, join(folder, "listed/app"));
		chmodSync(join(folder, "listed"), 0o744);
		const { status, stderr } = asNobody(folder, ...ALPINE);
		expect([status, stderr]).toEqual([2, `elfspect: error: ${folder}/listed/app: cannot be read: permission denied\n`]);
	});

	test("the folder itself", () => {
		const folder = folderWithProgram();
		chmodSync(folder, 0);
		const { status, stderr } = asNobody(folder, ...ALPINE);
		expect([status, stderr]).toEqual([2, expect.stringContaining(`${folder}: cannot be read: permission denied\n`)]);
		expect(stderr.trimEnd().split("\n")).toHaveLength(1);
	});
});

/** Walks a folder; when the walk has come to a path, something happens to the folder. */
async function walkedWhile(
	folder: string,
	path: string,
	change: () => void,
): Promise<OpenedInput & { seen: string[] }> {
	const [input] = await openInput(folder);
	if (input === undefined) throw new Error("nothing was opened");
	const seen: string[] = [];
	for (const walked of input.walk()) {
		seen.push(walked.path);
		if (walked.path === path) change();
	}
	return { ...input, seen };
}

/** How many relocations of each kind there are, in words that compare. */
function factsOrError({ dynamic }: ElfFile): string {
	try {
		const { rel, rela, jmprel } = dynamic?.relocations ?? { rel: [], rela: [], jmprel: [] };
		return [rel, rela, jmprel]
			.map((uses) => JSON.stringify(uses, (_, value) => (typeof value === "bigint" ? `${value}` : value)))
			.join();
	} catch (error) {
		if (error instanceof ElfFormatError) return error.name;
		throw error;
	}
}

describe("that changes while it is read", () => {
	test("a file that vanishes behind the list of names", async () => {
		const folder = folderWithProgram();
		copyFileSync(HELLO, join(folder, "passing"));
		const input = await walkedWhile(folder, "/ok", () => rmSync(join(folder, "passing")));
		expect(input.seen).toEqual(["/ok"]);
		expect(input.diagnostics).toMatchObject([
			{ severity: "warning", path: "/passing", message: `${folder}/passing: vanished while the folder was read` },
		]);
	});

	test("a folder that vanishes before its names are read", async () => {
		const folder = folderWithProgram();
		mkdirSync(join(folder, "a"));
		writeFileSync(join(folder, "a/x"), "");
		const input = await walkedWhile(folder, "/a", () => rmSync(join(folder, "a"), { recursive: true }));
		expect(input.seen).toEqual(["/a", "/ok"]);
		expect(input.diagnostics).toMatchObject([{ severity: "warning", path: "/a" }]);
	});

	const changes: Record<string, (path: string) => void> = {
		vanishes: (path) => rmSync(path),
		"is cut short": (path) => truncateSync(path, 200),
		"is replaced by another": (path) => {
			writeFileSync(`${path}.new`, "#!/bin/sh\n");
			renameSync(`${path}.new`, path);
		},
		"is replaced by a pipe": (path) => {
			rmSync(path);
			mkfifo(path);
		},
		"is replaced by a folder": (path) => {
			rmSync(path);
			mkdirSync(path);
		},
		"is replaced by a symlink": (path) => {
			rmSync(path);
			symlinkSync(HELLO, path);
		},
	};
	test.each(Object.entries(changes))(
		"a file that %s between lstat and open is never what it was",
		async (_name, change) => {
			const folder = folderWithProgram();
			const [input] = await openInput(folder);
			const entry = input?.tree.entry("/ok");
			if (entry?.type !== "file") throw new Error("not a file");
			change(join(folder, "ok"));
			const content = entry.content();
			expect(content).toMatchObject({ kind: "malformed-elf", error: { code: "unreadable" } });
			input?.close();
		},
	);

	test("a file that is cut short after its first bytes were read gives what was read, or a typed error", async () => {
		const folder = folderWithProgram();
		copyFileSync(resolve("fixtures-bin/x86_64-glibc/rust"), join(folder, "ok"));
		const [input] = await openInput(folder);
		const entry = input?.tree.entry("/ok");
		const content = entry?.type === "file" ? entry.content() : undefined;
		if (content?.kind !== "elf") throw new Error("not an ELF file");
		truncateSync(join(folder, "ok"), 64);
		const whole = parseElf(memorySource("rust", readFileSync(resolve("fixtures-bin/x86_64-glibc/rust"))));
		expect(factsOrError(content.elf)).toBeOneOf([factsOrError(whole), "ElfFormatError"]);
		input?.close();
	});

	test("a command whose folder changes under it still answers, with the right exit code", async () => {
		const folder = folderWithProgram();
		copyFileSync(HELLO, join(folder, "second"));
		let done = false;
		const report = await inspect({
			subjects: [folder],
			targets: ["alpine:3.20"],
			skip: (path) => {
				if (path === "/ok" && !done) rmSync(join(folder, "second"));
				done = true;
				return false;
			},
		});
		const { "/ok": ok, "/second": second } = outcome(report).verdicts;
		expect(ok).toEqual(RUNS);
		// Its bytes may have been read in time.
		expect([RUNS, ["unknown", "it cannot be read: no such file or directory"]]).toContainEqual(second);
	});
});
