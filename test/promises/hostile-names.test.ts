import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { FORMAT_NAMES } from "../../src/report/formats.ts";
import { runInspect } from "../cli/run-inspect.ts";
import { writeElf } from "../elf/elf-writer.ts";

/** Escapes, a second line, a command for a job's log, reordering, markup, a formula; `what` tells them apart. */
const evil = (what: string) =>
	`::error file=x::${what} \u001b]0;title\u0007\u001b[2J\r\n::stop-commands::${what}\n##[add-mask]${what}\u202e\u2066]]><script>|\`=${what}`;

const folder = mkdtempSync(join(tmpdir(), "elfspect-hostile-names-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const needs = (interpreter: string) => ({
	interpreter,
	needed: [evil("needed"), "libc.so.6"],
	soname: evil("soname"),
	rpath: evil("rpath"),
	hash: "both" as const,
	symbols: [
		{ name: evil("symbol"), version: evil("version") },
		{ name: evil("plain") },
		{ name: evil("defined"), defined: true },
	],
	versionNeeds: [{ file: "libc.so.6", versions: [evil("version")] }],
	rela: [
		[6, evil("symbol")],
		[6, evil("plain")],
	] as const,
});
const layout = { is64: true, littleEndian: true };

function stored(name: string, bytes: Buffer | string): string {
	const path = join(folder, name);
	mkdirSync(join(path, ".."), { recursive: true });
	writeFileSync(path, bytes, { mode: 0o755 });
	return path;
}

const library = writeElf(needs("/lib64/ld-linux-x86-64.so.2"), layout).bytes;
stored(`in/${evil("path").replaceAll("/", "_").slice(0, 200)}`, library);
stored("in/app", writeElf({ ...needs(evil("interpreter")) }, layout).bytes);
stored("in/script", `#!/bin/${evil("script").split("\r")[0]}\n`);
stored("in/broken", Buffer.concat([library.subarray(0, 70), Buffer.from(evil("broken"))]));
stored("config.yaml", `ignore:\n  - rule: ${JSON.stringify(evil("rule"))}\n`);

const ACTS =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them
	/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]|\r(?!\n)|[\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/u;

/** Nothing that acts: in a terminal, or in the log of a job. `own`: commands that a format is made of. */
function expectHarmless(output: string, own = /^$/): void {
	expect(output).not.toMatch(ACTS);
	expect(output).not.toContain("##[");
	for (const line of output.split("\n")) {
		const command = /^\s*::(\w*)/.exec(line)?.[1];
		expect(command === undefined || own.test(command), line).toBe(true);
	}
}

const TARGETS = "alpine:3.20,debian:12-slim,scratch,alpine:3.20+gcompat";

describe("names in files that would like to act", () => {
	test.each(FORMAT_NAMES)("%s", (format) => {
		const { stdout, stderr } = runInspect([join(folder, "in"), "-t", TARGETS, "--format", format, "--verbose"]);
		expect(stdout).toContain("needed");
		expectHarmless(stdout, format === "github" ? /^(error|warning|notice)$/ : undefined);
		expectHarmless(stderr);
	});

	test("one file by itself, and what is recommended for it", () => {
		const names = spawnSync("find", [join(folder, "in"), "-type", "f", "-print0"], { encoding: "utf8" }).stdout.split(
			"\0",
		);
		for (const name of names.filter((one) => one !== "")) {
			for (const command of [[name], [name, "-t", "alpine:3.20"], ["recommend", name]]) {
				const { stdout, stderr } = runInspect(command);
				expectHarmless(stdout);
				expectHarmless(stderr);
			}
		}
	});

	test("archives with such members, as subject and as target", () => {
		const archive = join(folder, "in.tar");
		spawnSync("tar", ["cf", archive, "-C", folder, "in"]);
		for (const command of [
			[archive, "-t", TARGETS],
			[archive],
			[join(folder, "in/app"), "-t", archive],
			["profile", archive, "-o", join(folder, "own.profile"), "--name", evil("name")],
		]) {
			const { stdout, stderr } = runInspect(command);
			expectHarmless(stdout);
			expectHarmless(stderr);
		}
		expectHarmless(runInspect([join(folder, "in/app"), "-t", join(folder, "own.profile")]).stdout);
	});

	test("words of the command line that are echoed", () => {
		const bad = evil("argument");
		for (const command of [
			["explain", bad],
			["symbol", bad],
			["symbol", bad, "--format", "json"],
			["symbol", "puts", "--arch", bad],
			["symbol", "puts", "--format", bad],
			["targets", "--format", bad],
			["recommend", bad],
			["profile", bad, "-o", join(folder, "x")],
			[bad],
			[`--${bad}`],
			["app", "-t", bad],
			["app", "--format", bad],
			["app", "--platform", bad],
			["app", "--cpu", bad],
			["app", "--config", bad],
			["app", "--config", join(folder, "config.yaml")],
			["app", "--baseline", bad],
			[join(folder, "in/app"), "-o", `json=/nonexistent/${bad}`],
			["config", "--config", join(folder, "config.yaml")],
			["completion", bad],
		]) {
			const { status, stdout, stderr } = runInspect(command);
			expect(status, command.join(" ")).not.toBeNull();
			expectHarmless(stdout);
			expectHarmless(stderr);
			expect(stderr).not.toContain("    at ");
		}
	});
});
