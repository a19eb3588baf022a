import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runInspect } from "./run-inspect.ts";

const HELLO = resolve("fixtures-bin/x86_64-glibc/hello");
const ON_DEBIAN = [HELLO, "-t", "debian:12-slim"];

describe("switches in the environment", () => {
	test.each(["0", "false", "no", "OFF", ""])("%j leaves one off", (value) => {
		const { stdout, status } = runInspect(ON_DEBIAN, { env: { ELFSPECT_QUIET: value } });
		expect(stdout).toContain("debian:12-slim");
		expect(status).toBe(0);
	});
	test.each(["1", "true", "yes"])("%j puts one on", (value) => {
		expect(runInspect(ON_DEBIAN, { env: { ELFSPECT_QUIET: value } })).toEqual({ stdout: "", stderr: "", status: 0 });
	});
	test("the command line has the last word", () => {
		expect(runInspect([...ON_DEBIAN, "-q"], { env: { ELFSPECT_QUIET: "0" } }).stdout).toBe("");
	});
});

describe("ELFSPECT_CACHE", () => {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-"));
	afterAll(() => rmSync(folder, { recursive: true }));
	const IMAGE = resolve("test/source/archives/layout-gzip.tar");
	const cacheSetting = (value: string) =>
		/^--cache +(\S+)/m.exec(runInspect(["config"], { cwd: folder, env: { ELFSPECT_CACHE: value } }).stdout)?.[1];

	test.each([
		["1", "true"],
		["0", "false"],
		["", "false"],
		["layers", "layers"],
	])("%j is %s", (value, setting) => {
		expect(cacheSetting(value)).toBe(setting);
	});
	test("a word for on is no folder's name", () => {
		const env = { ELFSPECT_CACHE: "true", XDG_CACHE_HOME: join(folder, "xdg") };
		expect(runInspect([IMAGE], { cwd: folder, env }).status).toBe(0);
		expect(existsSync(join(folder, "true"))).toBe(false);
	});
});

test("an output named - is the only thing on standard output", () => {
	const { stdout } = runInspect([...ON_DEBIAN, "-o", "json=-"]);
	expect(JSON.parse(stdout)).toMatchObject({ gate: { passed: true } });
});
