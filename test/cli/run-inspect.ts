import { spawnSync } from "node:child_process";
import type { Report, TargetResult } from "../../src/verdict/report.ts";

/** What one command line gave. */
export interface Run {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs the built command as a user does; the environment holds nothing that changes its answer. */
export function runInspect(
	parameters: readonly string[],
	options: {
		readonly cwd?: string;
		readonly input?: string | Buffer;
		readonly env?: Readonly<Record<string, string>>;
	} = {},
): Run {
	const command = process.env.ELFSPECT_COMMAND ?? new URL("../../bin/inspect.js", import.meta.url).pathname;
	const { status, stdout, stderr, error } = spawnSync(process.execPath, [command, ...parameters], {
		encoding: "utf8",
		cwd: options.cwd,
		input: options.input,
		env: { PATH: process.env.PATH, HOME: "/nonexistent", LANG: "C", ...options.env },
		maxBuffer: 64 * 1024 * 1024,
	});
	if (error !== undefined) throw error;
	return { status, stdout, stderr };
}

/** The JSON report of a command line. */
export function reportOf(parameters: readonly string[], options: Parameters<typeof runInspect>[1] = {}): Report {
	const { stdout, stderr } = runInspect([...parameters, "--format", "json"], options);
	if (stdout === "") throw new Error(`no report: ${stderr}`);
	const report: Report = JSON.parse(stdout);
	return report;
}

/** The answer for the only subject on one target. */
export function resultOn(report: Report, target: string): TargetResult {
	const results = report.subjects[0]?.results ?? [];
	const result = results.find((candidate) => candidate.target === target || candidate.target.startsWith(`${target}:`));
	if (result === undefined)
		throw new Error(`no result on ${target} among ${results.map((one) => one.target).join(", ")}`);
	return result;
}
