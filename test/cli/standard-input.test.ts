import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { reportOf, resultOn, runInspect } from "./run-inspect.ts";

const MUSL = "fixtures-bin/x86_64-musl/hello";
const GREETER = "fixtures-bin/x86_64-glibc/greeter";

describe("a program that comes through a pipe", () => {
	test("is judged like the file that it was", () => {
		const report = reportOf(["-", "--target", "alpine:3.20,debian:12-slim"], { input: readFileSync(MUSL) });
		expect(report.subjects[0]).toMatchObject({ path: "-", kind: "executable" });
		expect(resultOn(report, "alpine:3.20")).toMatchObject({ verdict: "runs", findings: [] });
		expect(resultOn(report, "debian:12-slim")).toMatchObject({
			verdict: "fails",
			message: "exec -: no such file or directory",
			missing: { interpreter: "/lib/ld-musl-x86_64.so.1" },
		});
	});

	test("has nothing beside it", () => {
		const report = reportOf(["-", "--target", "debian:12-slim"], { input: readFileSync(GREETER) });
		expect(resultOn(report, "debian:12-slim").missing.libraries).toEqual(["libgreet.so.1"]);
	});

	test("may be a script", () => {
		const report = reportOf(["-", "--target", "alpine:3.20,scratch"], { input: "#!/bin/sh\necho\n" });
		expect(resultOn(report, "alpine:3.20").verdict).toBe("runs");
		expect(resultOn(report, "scratch").message).toBe("exec -: no such file or directory");
	});

	test.each([
		["redirected from a file", `"$NODE" bin/inspect.js - --format json < ${MUSL}`],
		["by the name that a shell gives it", `"$NODE" bin/inspect.js <(cat ${MUSL}) --format json`],
		["as /dev/stdin", `cat ${MUSL} | "$NODE" bin/inspect.js /dev/stdin --format json`],
	])("%s", (_name, command) => {
		const run = spawnSync("bash", ["-c", command], {
			encoding: "utf8",
			env: { ...process.env, NODE: process.execPath },
		});
		expect(run.stderr).toBe("");
		expect(resultOn(JSON.parse(run.stdout), "alpine").verdict).toBe("runs");
	});
});

describe("standard input that is no program", () => {
	test.each([
		["nothing", Buffer.alloc(0)],
		["text", Buffer.from("hello\n")],
		["one byte of ELF", Buffer.from("\x7f")],
	])("%s: its error and exit code 2", (_name, input) => {
		const { status, stdout, stderr } = runInspect(["-"], { input });
		expect([status, stdout]).toEqual([2, ""]);
		expect(stderr).toMatch(/^elfspect: error: -: file: its content is not an ELF file[^\n]*\n$/);
	});

	test("an archive is read to its end, however many zeros follow; a stream without end is not", () => {
		const command = `{ cat test/source/archives/rootfs-v7.tar; head -c 20000000 /dev/zero; } | "$1" bin/inspect.js - -t scratch --format json`;
		const { status } = spawnSync("bash", ["-o", "pipefail", "-c", command, "-", process.execPath]);
		expect(status).toBe(1);
		const endless = spawnSync("bash", ["-c", `cat /dev/zero | "$1" bin/inspect.js -`, "-", process.execPath], {
			encoding: "utf8",
		});
		expect([endless.status, endless.stderr]).toEqual([2, expect.stringContaining("(limit trailingBytes)")]);
	});
});

test("a closed standard input is an empty one", () => {
	expect(() =>
		execFileSync("bash", ["-c", `"$1" bin/inspect.js - <&-`, "-", process.execPath], { stdio: "pipe" }),
	).toThrow(/its content is not an ELF file/);
});
