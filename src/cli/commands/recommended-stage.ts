import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { inspect } from "../../inspect.ts";
import { dockerfileStage } from "../../verdict/dockerfile-stage.ts";
import type { Report, SubjectReport, TargetResult } from "../../verdict/report.ts";

/** The final stage of a Dockerfile for the only program of a report on the recommended base; absent where there is no
 *  such base, more than one program, or no single file that could be started. */
export async function recommendedStage(report: Report, given: string): Promise<string | undefined> {
	const [only, ...others] = report.subjects;
	const { smallest, nearest } = report.recommendation ?? {};
	const target = smallest ?? nearest?.target;
	if (target === undefined || only === undefined || others.length > 0 || !isProgramOnDisk(only, given))
		return undefined;
	// The findings of the chosen base are asked for anew: it need not be in the matrix.
	const chosen = await judged(given, target, false);
	const alone = await judged(given, target, true);
	if (chosen === undefined || alone === undefined) return undefined;
	const { context, ...copied } = faresAlike(alone, chosen) ? fileAlone(only.path) : withSiblings(only);
	const packages = smallest === undefined ? (nearest?.packages ?? []) : [];
	const stage = dockerfileStage({ target, packages, findings: chosen.findings, ...copied });
	if (stage === undefined || context === process.cwd()) return stage;
	return `# with ${context} as the build's context\n${stage}`;
}

/** Images have stages of their own, and plug-ins are started by nobody. */
function isProgramOnDisk({ kind, path }: SubjectReport, given: string): boolean {
	return path === given.replace(/^file:/, "") && (kind === "executable" || kind === "static-executable");
}

async function judged(subject: string, target: string, alone: boolean): Promise<TargetResult | undefined> {
	const { subjects } = await inspect({ subjects: [subject], targets: [target], alone });
	return subjects[0]?.results[0];
}

function faresAlike(one: TargetResult, other: TargetResult): boolean {
	return one.verdict === other.verdict && one.missing.libraries.join() === other.missing.libraries.join();
}

/** What COPY takes, and the folder in which the build has to find it. */
interface Copied {
	readonly context: string;
	readonly source: string;
	readonly program?: string;
}

function fileAlone(path: string): Copied {
	const file = resolve(path);
	const context = contextFor(file, dirname(file));
	return { context, source: relative(context, file) };
}

/** The smallest folder with the program and every folder that its search path names by `$ORIGIN`. */
function withSiblings({ path, elf }: SubjectReport): Copied {
	const program = realpathSync(path);
	const entries = (elf?.runpath ?? elf?.rpath ?? "").split(":").filter((entry) => ORIGIN.test(entry));
	const folders = entries.map((entry) => join(dirname(program), entry.replace(ORIGIN, ".")));
	const folder = folders.filter((each) => existsSync(each)).reduce(commonFolder, dirname(program));
	const context = contextFor(folder, folder);
	return { context, source: relative(context, folder) || ".", program: relative(folder, program) };
}

const ORIGIN = /^\$(ORIGIN|\{ORIGIN\})/;

function commonFolder(one: string, other: string): string {
	let common = one;
	while (isOutside(common, other)) common = dirname(common);
	return common;
}

/** COPY takes what is inside the context: this folder where it can be. */
function contextFor(path: string, otherwise: string): string {
	return isOutside(process.cwd(), path) ? otherwise : process.cwd();
}

function isOutside(folder: string, path: string): boolean {
	return relative(folder, path).split("/")[0] === "..";
}
