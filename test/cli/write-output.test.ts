import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeFileWhole } from "../../src/cli/write-output.ts";
import { runInspect } from "./run-inspect.ts";

const HELLO = "fixtures-bin/x86_64-glibc/hello";

describe("writeFileWhole", () => {
	test("replaces a file as a whole and leaves nothing beside it", () => {
		const folder = mkdtempSync(join(tmpdir(), "elfspect-write-"));
		const file = join(folder, "report.json");
		writeFileSync(file, "old and longer than the new one");
		writeFileWhole(file, "new");
		expect(readFileSync(file, "utf8")).toBe("new");
		expect(readdirSync(folder)).toEqual(["report.json"]);
	});

	test("names the file that the user named when it cannot be written", () => {
		expect(() => writeFileWhole("/nonexistent/report.json", "")).toThrow("'/nonexistent/report.json'");
	});
});

describe("names that are no ordinary files", () => {
	test("an open descriptor is written to, and stays", () => {
		const folder = mkdtempSync(join(tmpdir(), "elfspect-write-"));
		const before = readlinkSync("/dev/stdout");
		const script = `"$1" bin/inspect.js ${HELLO} -f json -o /dev/stdout -o csv=/dev/fd/3 > "$2/report.json" 3> "$2/report.csv"; "$1" bin/inspect.js ${HELLO} -f json -o /dev/stdout | cat > "$2/piped.json"`;
		spawnSync("bash", ["-c", script, "-", process.execPath, folder]);
		expect(readlinkSync("/dev/stdout")).toBe(before);
		expect(JSON.parse(readFileSync(join(folder, "report.json"), "utf8")).subjects).toHaveLength(1);
		expect(readFileSync(join(folder, "piped.json"), "utf8")).toBe(readFileSync(join(folder, "report.json"), "utf8"));
		expect(readFileSync(join(folder, "report.csv"), "utf8")).toContain(HELLO);
		expect(readdirSync(folder).sort()).toEqual(["piped.json", "report.csv", "report.json"]);
	});

	test("a symlink stays, its file is replaced", () => {
		const folder = mkdtempSync(join(tmpdir(), "elfspect-write-"));
		writeFileSync(join(folder, "real.json"), "old");
		symlinkSync("real.json", join(folder, "link.json"));
		writeFileWhole(join(folder, "link.json"), "new");
		expect(readFileSync(join(folder, "real.json"), "utf8")).toBe("new");
		expect(readlinkSync(join(folder, "link.json"))).toBe("real.json");
	});

	test("a pipe is written into", () => {
		const folder = mkdtempSync(join(tmpdir(), "elfspect-write-"));
		const script = `mkfifo "$2/pipe"; cat "$2/pipe" & "$1" bin/inspect.js ${HELLO} -o json="$2/pipe" >/dev/null; wait`;
		const { stdout } = spawnSync("bash", ["-c", script, "-", process.execPath, folder], { encoding: "utf8" });
		expect(JSON.parse(stdout).subjects).toHaveLength(1);
	});
});

describe("a run whose output goes nowhere", () => {
	test("a full disk ends with exit code 2 and its reason", () => {
		const { status, stderr } = runInspect([HELLO, "-o", "json=/dev/full"]);
		expect([status, stderr]).toEqual([2, expect.stringContaining("no space left on device")]);
	});

	test("a reader that leaves early is no error", () => {
		const script = `"${process.execPath}" bin/inspect.js fixtures-bin --format json | head -c 10 >/dev/null; echo "\${PIPESTATUS[0]}"`;
		const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
		expect([stdout.trim(), stderr]).toEqual(["0", ""]);
	});
});
