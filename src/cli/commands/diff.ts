import { readFileSync, statSync } from "node:fs";
import { inspect } from "../../inspect.ts";
import { UsageError } from "../../policy/usage-error.ts";
import { jsonText } from "../../report/json-text.ts";
import { safeText } from "../../report/safe-text.ts";
import { compareReports } from "../../verdict/comparison.ts";
import { isIncomplete } from "../../verdict/gate.ts";
import { readReport } from "../../verdict/read-report.ts";
import type { Report } from "../../verdict/report.ts";
import { VERSION } from "../../version.ts";
import { EXIT } from "../exit-code.ts";
import { outputWidth, usesColor, usesUnicode } from "../terminal.ts";
import { stdoutTerminal, writeStdout } from "../write-output.ts";

/** Options of `inspect diff`, as commander hands them over. */
export interface DiffOptions {
	readonly format: "text" | "markdown" | "json";
	readonly target?: readonly string[];
	readonly platform?: string;
	readonly all?: boolean;
	readonly plainHttp?: boolean;
	readonly budget?: number;
	readonly verbose?: boolean;
}

interface Compared {
	readonly name: string;
	readonly report: Report;
}

/** `inspect diff OLD NEW`: two reports, two inputs, or one of each; `inspect diff INPUT -t OLD -t NEW`: one input on two
 *  targets. Returns 1 when something newly fails, 2 when something could not be read.
 *  Errors: UsageError for a report that is none. */
export async function diffCommand(
	subjects: readonly string[],
	options: DiffOptions,
	environment: NodeJS.ProcessEnv,
): Promise<number> {
	const [old, now] = await compared(subjects, options);
	for (const { report } of [old, now]) tellOf(report);
	const comparison = compareReports(old.report, now.report);
	await writeStdout(await rendered(comparison, { old: old.name, now: now.name }, options, environment));
	if ([old, now].some(({ report }) => isIncomplete(report.diagnostics))) return EXIT.unusable;
	return comparison.newlyFails.length > 0 ? EXIT.gateFailed : EXIT.passed;
}

async function compared(subjects: readonly string[], options: DiffOptions): Promise<readonly [Compared, Compared]> {
	const [old = "", now, ...more] = subjects;
	if (more.length > 0) throw new UsageError("diff compares two: inspect diff OLD NEW");
	if (now === undefined) return onTwoTargets(old, options);
	const reports = [savedReport(old), savedReport(now)] as const;
	const targets = options.target ?? targetsOf(reports[0] ?? reports[1]);
	return [
		{ name: old, report: reports[0] ?? (await inspected(old, options, targets)) },
		{ name: now, report: reports[1] ?? (await inspected(now, options, targets)) },
	];
}

/** The report of one input, taken apart by target and put under one name, so that the two can be compared. */
async function onTwoTargets(subject: string, options: DiffOptions): Promise<readonly [Compared, Compared]> {
	const [old, now, ...more] = options.target ?? [];
	if (old === undefined || now === undefined || more.length > 0) {
		throw new UsageError("diff compares two: inspect diff OLD NEW, or inspect diff INPUT --target OLD --target NEW");
	}
	const report = savedReport(subject) ?? (await inspected(subject, options, [old, now]));
	const on = (target: string): Compared => ({ name: target, report: onOneTarget(report, target, now) });
	return [on(old), on(now)];
}

function onOneTarget(report: Report, target: string, name: string): Report {
	const subjects = report.subjects.map((subject) => ({
		...subject,
		results: subject.results
			.filter((result) => result.target === target)
			.map((result) => ({ ...result, target: name })),
	}));
	if (!subjects.some(({ results }) => results.length > 0)) throw new UsageError(`nothing was judged on ${target}`);
	return { ...report, subjects };
}

async function inspected(
	subject: string,
	{ platform, all, plainHttp, budget }: DiffOptions,
	targets: readonly string[] | undefined,
): Promise<Report> {
	const report = await inspect({
		subjects: [subject],
		failOn: "never",
		...(targets === undefined ? {} : { targets }),
		...(platform === undefined ? {} : { platform }),
		...(all === undefined ? {} : { all }),
		...(plainHttp === undefined ? {} : { plainHttp }),
		...(budget === undefined ? {} : { budget }),
	});
	if (report.subjects.length > 0) return report;
	throw new UsageError(report.diagnostics?.[0]?.message ?? `nothing to inspect in ${subject}`);
}

function targetsOf(report: Report | undefined): readonly string[] | undefined {
	return report && [...new Set(report.subjects.flatMap(({ results }) => results.map(({ target }) => target)))];
}

/** Bytes that a report may have; what is larger is no report that anybody made of one image. */
const MAX_REPORT = 512 * 1024 * 1024;

/** A file that holds JSON, read as a report; absent for what is none, to be inspected. */
function savedReport(path: string): Report | undefined {
	const stat = statSync(path, { throwIfNoEntry: false });
	if (!stat?.isFile() || stat.size > MAX_REPORT) return undefined;
	const bytes = readFileSync(path);
	// A report is an object; tar files and ELF files begin otherwise.
	if (!/^(?:\xef\xbb\xbf)?\s*[{[]/.test(bytes.subarray(0, 1024).toString("latin1"))) return undefined;
	try {
		return readReport(bytes.toString("utf8").replace(/^\ufeff/, ""));
	} catch (error) {
		if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) {
			throw new UsageError(`${path}: ${error instanceof SyntaxError ? "no JSON: " : ""}${error.message}`);
		}
		throw error;
	}
}

function tellOf({ diagnostics = [] }: Report): void {
	for (const { severity, message } of diagnostics)
		process.stderr.write(`elfspect: ${severity}: ${safeText(message)}\n`);
}

async function rendered(
	comparison: ReturnType<typeof compareReports>,
	names: { readonly old: string; readonly now: string },
	{ format, verbose }: DiffOptions,
	environment: NodeJS.ProcessEnv,
): Promise<string> {
	if (format === "json") {
		const tool = { name: "elfspect", version: VERSION };
		return `${jsonText({ schemaVersion: 1, tool, ...names, ...comparison })}\n`;
	}
	if (format === "markdown") {
		const { renderDiffMarkdown } = await import("../../report/diff/diff-markdown.ts");
		return renderDiffMarkdown(comparison, names, VERSION);
	}
	const { renderDiffText } = await import("../../report/diff/diff-text.ts");
	const terminal = stdoutTerminal();
	return renderDiffText(comparison, names, {
		color: usesColor(undefined, environment, terminal),
		unicode: usesUnicode(environment),
		...outputWidth(environment, terminal),
		summary: false,
		verbose: verbose === true,
	});
}
