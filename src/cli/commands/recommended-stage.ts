import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { inspect } from "../../inspect.ts";
import { dockerfileStage } from "../../verdict/dockerfile-stage.ts";
import type { Report, SubjectReport } from "../../verdict/report.ts";

/** The final stage of a Dockerfile for the only program of a report on the recommended base; absent where there is no
 *  such base, more than one program, or no single file that could be started. */
export async function recommendedStage(report: Report, given: string): Promise<string | undefined> {
	const [only, ...others] = report.subjects;
	const target = report.recommendation?.smallest;
	if (target === undefined || only === undefined || others.length > 0 || !isProgramOnDisk(only, given)) return undefined;
	// The findings of the chosen base are asked for anew: it need not be in the matrix.
	const [chosen, alone] = await Promise.all([judged(given, target, false), judged(given, target, true)]);
	if (chosen === undefined) return undefined;
	const { findings } = chosen;
	const belongings = alone?.verdict === chosen.verdict ? dirname(only.path) : folderOf(only);
	const whole = alone?.verdict !== chosen.verdict;
	const { context, source } = placeIn(whole ? belongings : only.path, process.cwd());
	const folder = whole ? { program: relative(belongings, only.path) } : {};
	const stage = dockerfileStage({ target, source, findings, ...folder });
	return stage === undefined || context === undefined ? stage : `# to be built with ${context} as the context\n${stage}`;
}

/** Images have stages of their own, and plug-ins are started by nobody. */
function isProgramOnDisk({ kind, path }: SubjectReport, given: string): boolean {
	return path === given.replace(/^file:/, "") && (kind === "executable" || kind === "static-executable");
}

async function judged(subject: string, target: string, alone: boolean) {
	const { subjects } = await inspect({ subjects: [subject], targets: [target], alone });
	return subjects[0]?.results[0];
}

/** The smallest folder with the program and every folder beside it that its search path names by `$ORIGIN`. */
function folderOf({ path, elf }: SubjectReport): string {
	const own = dirname(path);
	const entries = (elf?.runpath ?? elf?.rpath ?? "").split(":").filter((entry) => /^\$(ORIGIN|\{ORIGIN\})/.test(entry));
	const named = entries.map((entry) => join(own, entry.replace(/^\$(ORIGIN|\{ORIGIN\})/, ".")));
	return named.filter((folder) => existsSync(folder)).reduce(commonFolder, own);
}

function commonFolder(one: string, other: string): string {
	let common = one;
	while (relative(common, other).startsWith("..")) common = join(common, "..");
	return common;
}

/** COPY takes what is inside the build's context: this folder where it can be, else the file's own. */
function placeIn(path: string, workingDirectory: string): { readonly context?: string; readonly source: string } {
	const source = relative(workingDirectory, resolve(path));
	if (!source.startsWith("..") && !isAbsolute(source)) return { source: source === "" ? "." : source };
	const context = existsSync(join(path, ".")) ? resolve(path) : dirname(resolve(path));
	return { context, source: relative(context, resolve(path)) || "." };
}
