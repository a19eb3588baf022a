import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

/** System calls of one run of the command, as strace writes them. */
interface Observed {
	readonly calls: readonly string[];
	readonly status: number | null;
}

const TRACED =
	"trace=execve,execveat,socket,connect,open,openat,openat2,creat,rename,renameat,renameat2,unlink,mkdir,symlink,link,truncate,mknod";

function observe(...parameters: string[]): Observed {
	const log = join(mkdtempSync(join(tmpdir(), "elfspect-strace-")), "log");
	const command = [process.execPath, "bin/inspect.js", ...parameters];
	const { status, error } = spawnSync("strace", ["-f", "-qq", "-e", TRACED, "-o", log, ...command], {
		encoding: "utf8",
	});
	if (error !== undefined) throw error;
	return { calls: readFileSync(log, "utf8").split("\n"), status };
}

/** Opened in a way that could change a file; devices are not files. */
function writes({ calls }: Observed): string[] {
	return calls.filter(
		(call) =>
			(/O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND/.test(call) ||
				/\b(creat|rename\w*|unlink|mkdir|symlink|link|truncate|mknod)\(/.test(call)) &&
			!/"\/dev\/(null|tty|pts\/\d+)"/.test(call),
	);
}

function executions({ calls }: Observed): string[] {
	return calls.filter((call) => /\bexecve(at)?\(/.test(call));
}

function sockets({ calls }: Observed): string[] {
	return calls.filter((call) => /\b(socket|connect)\(/.test(call));
}

beforeAll(() => {
	execFileSync("strace", ["-V"], { stdio: "ignore" });
	execFileSync(process.execPath, ["-e", "require('fs').accessSync('dist/cli.js')"]);
});

describe("a run", () => {
	test.each([
		["on a program", ["fixtures-bin/x86_64-glibc/hello"]],
		["on a folder", ["fixtures-bin", "--target", "alpine:3.20", "--all"]],
		["on a script", ["fixtures-bin/script.sh"]],
		["in every format to standard output", ["fixtures-bin/x86_64-glibc/hello", "--format", "sarif"]],
	])("%s executes nothing, opens no socket and writes nothing", (_name, parameters) => {
		const observed = observe(...parameters);
		expect(executions(observed)).toHaveLength(1);
		expect(sockets(observed)).toEqual([]);
		expect(writes(observed)).toEqual([]);
	});

	test("writes only what the user names", () => {
		const folder = mkdtempSync(join(tmpdir(), "elfspect-out-"));
		const observed = observe("fixtures-bin/x86_64-glibc/hello", "-o", `json=${join(folder, "report.json")}`);
		expect(writes(observed).filter((call) => !call.includes(folder))).toEqual([]);
		expect(writes(observed).length).toBeGreaterThan(0);
	});
});
