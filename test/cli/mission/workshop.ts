import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe } from "vitest";
import { obstacle } from "../../loader/support/tools.ts";
import { lacking, skipLoudly } from "../../skipped-loudly.ts";
import { type DebianPackage, debianPackage } from "./debian-file.ts";

/** A folder of its own for the sources and programs of one test file; gone afterwards. */
export function workshop(): string {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-mission-"));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** What a group of tests cannot do without. */
export interface Needs {
	readonly tools: readonly string[];
	readonly packages?: readonly DebianPackage[];
}

/** Downloads a package already, so that nobody waits for it within a test; says why where that is impossible. */
function whyNoPackage(wanted: DebianPackage): string | undefined {
	try {
		debianPackage(wanted);
		return undefined;
	} catch (error) {
		const [why] = error instanceof Error ? error.message.split("\n") : [String(error)];
		return `Debian's package ${wanted.name} cannot be had: ${why}`;
	}
}

/** A group of tests that build real programs and start them in real roots: skipped loudly where that is impossible,
 *  never in CI. */
export function mission(name: string, needs: Needs | readonly string[], tests: () => void): void {
	const { tools, packages = [] } = "tools" in needs ? needs : { tools: needs };
	const because = obstacle() ?? lacking(tools) ?? packages.map(whyNoPackage).find((reason) => reason !== undefined);
	if (because === undefined) describe(name, tests);
	else skipLoudly(name, because);
}

/** Writes a source file and returns where it is. */
export function written(folder: string, name: string, text: string): string {
	const path = join(folder, name);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
	return path;
}

/** Runs a tool. Errors: Error with what it printed. */
export function run(command: string, parameters: readonly string[], cwd: string): string {
	return execFileSync(command, parameters, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs a shell line as a remedy gives it. */
export function shell(line: string, cwd: string): void {
	execFileSync("sh", ["-c", line], { cwd, stdio: ["ignore", "pipe", "pipe"] });
}

/** What stands between backticks in the first text that matches: the command that a remedy gives. */
export function commandIn(remedies: readonly string[], pattern: RegExp): string {
	for (const remedy of remedies) {
		const command = remedy
			.match(/`[^`]+`/g)
			?.map((quoted) => quoted.slice(1, -1))
			.find((quoted) => pattern.test(quoted));
		if (command !== undefined) return command;
	}
	throw new Error(`no remedy gives a command like ${pattern}: ${remedies.join("\n")}`);
}
