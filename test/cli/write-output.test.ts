import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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
