import { closeSync, openSync, readSync } from "node:fs";
import type { Command } from "commander";
import { inspect } from "../../inspect.ts";
import type { JudgingRequest } from "../../judgement/judge-input.ts";
import type { IgnoreEntry, PathRule } from "../../policy/config-schema.ts";
import { UsageError } from "../../policy/usage-error.ts";
import { piecesOf } from "../../report/formats.ts";
import type { RenderOptions } from "../../report/renderer.ts";
import { safeText } from "../../report/safe-text.ts";
import type { Report } from "../../verdict/report.ts";
import { cacheFolder } from "../cache-folder.ts";
import { EXIT, exitCodeOf } from "../exit-code.ts";
import { boundHeapGrowth } from "../heap-growth.ts";
import { formatOfFile, type InspectOptions, STDOUT_PATH } from "../options.ts";
import { progressBar } from "../progress-bar.ts";
import { repositoryLocation, withRepositoryLocations } from "../repository.ts";
import { type Settings, settingsOf } from "../settings.ts";
import { outputWidth, usesColor, usesUnicode } from "../terminal.ts";
import { stdoutTerminal, writeFileWhole, writeStdout } from "../write-output.ts";

/** The default command: inspect, apply policy, write every report asked for. Returns the exit code. */
export async function inspectCommand(
	named: readonly string[],
	command: Command,
	environment: NodeJS.ProcessEnv,
): Promise<number> {
	const settings = withInferredFormats(await settingsOf(command, environment));
	if (settings.options.requireTarget === true && settings.options.target === undefined) {
		throw new UsageError("no target: name one with --target, in ELFSPECT_TARGET or as `target` in .elfspect.yaml");
	}
	const subjects = settings.options.onlyElf === true ? named.filter(mayBeElf) : named;
	if (subjects.length === 0) return EXIT.passed;
	await refuseExpired(settings.ignore);
	await refuseUnknownArchitecture(settings.options.arch);
	refuseUpdateOfNothing(settings.options);
	const judged = withRepositoryLocations(await runInspect(subjects, settings, environment), process.cwd());
	const report = await withPolicy(judged, settings);
	const code = exitCodeOf(report);
	for (const diagnostic of report.diagnostics ?? []) {
		process.stderr.write(`elfspect: ${diagnostic.severity}: ${safeText(diagnostic.message)}\n`);
	}
	if (report.subjects.length === 0 && code === EXIT.unusable && (report.diagnostics ?? []).length === 0) {
		throw new UsageError(`nothing to inspect in ${subjects.map(safeText).join(", ")}`);
	}
	await writeReports(report, settings.options, environment, code);
	return code;
}

/** Whether a named file begins as ELF files do; what cannot be read is left to be complained about. */
function mayBeElf(path: string): boolean {
	const head = Buffer.alloc(4);
	try {
		const file = openSync(path, "r");
		try {
			return readSync(file, head, 0, 4, 0) === 4 && head.toString("latin1") === "\x7fELF";
		} finally {
			closeSync(file);
		}
	} catch {
		return true;
	}
}

/** `-o x.sarif` says its format; --format, and `-o FORMAT=FILE`, say it louder. */
function withInferredFormats(settings: Settings): Settings {
	const { options, origins } = settings;
	if (origins.format !== "default" || options.output === undefined) return settings;
	const output = options.output.map((file) => {
		const format = file.format ?? formatOfFile(file.path);
		return format === undefined ? file : { ...file, format };
	});
	return { ...settings, options: { ...options, output } };
}

async function runInspect(
	subjects: readonly string[],
	{ options, paths }: Settings,
	environment: NodeJS.ProcessEnv,
): Promise<Report> {
	const progress = progressBar(options.progress !== false && options.quiet !== true, () => process.stderr);
	const cache = cacheFolder(options.cache, environment);
	const skip = await skippedPaths(paths);
	const onOpened = boundHeapGrowth(subjects);
	try {
		return await inspect({
			subjects,
			failOn: options.failOn,
			...(formatsOf(options).some((format) => format === "json" || format === "html")
				? { loadDetails: "resolved" as const }
				: {}),
			onProgress: progress.step,
			onOpened,
			...(options.target === undefined ? {} : { targets: options.target }),
			...(options.arch === undefined ? {} : { arch: options.arch }),
			...(options.platform === undefined ? {} : { platform: options.platform }),
			...(options.plainHttp === undefined ? {} : { plainHttp: options.plainHttp }),
			...(options.cpu === undefined ? {} : { x86Level: options.cpu }),
			...(options.prefix === undefined ? {} : { prefix: options.prefix }),
			...(options.alone === undefined ? {} : { alone: options.alone }),
			...(options.all === undefined ? {} : { all: options.all }),
			...(options.budget === undefined ? {} : { budget: options.budget }),
			...(cache === undefined ? {} : { cache }),
			...(skip === undefined ? {} : { skip }),
		});
	} finally {
		progress.end();
	}
}

/** Every format that is written. */
function formatsOf({ format, output = [] }: InspectOptions): readonly string[] {
	return [format, ...output.flatMap((file) => file.format ?? [])];
}

async function skippedPaths(paths: readonly PathRule[]): Promise<JudgingRequest["skip"]> {
	const rules = paths.filter(({ skip }) => skip === true);
	if (rules.length === 0) return undefined;
	const { matchesFile } = await import("../../policy/path-glob.ts");
	return (path, _role, location) =>
		rules.some((rule) =>
			matchesFile(rule.path, {
				path,
				...(location === undefined ? {} : { location: repositoryLocation(location, process.cwd()) }),
			}),
		);
}

function refuseUpdateOfNothing({ baseline, updateBaseline }: InspectOptions): void {
	if (updateBaseline !== true || baseline !== undefined) return;
	throw new UsageError("--update-baseline needs the file's name: --baseline FILE");
}

async function refuseUnknownArchitecture(arch: string | undefined): Promise<void> {
	if (arch === undefined) return;
	const { allArchitectures, findArchitecture } = await import("../../targets/architecture.ts");
	if (findArchitecture(arch) !== undefined) return;
	const known = allArchitectures().map(({ name }) => name);
	throw new UsageError(`unknown architecture ${arch}; known are ${known.join(", ")}`);
}

async function refuseExpired(ignores: readonly IgnoreEntry[]): Promise<void> {
	if (ignores.length === 0) return;
	const { expiredIgnores } = await import("../../policy/ignores.ts");
	const expired = expiredIgnores(ignores, new Date().toISOString().slice(0, 10));
	if (expired.length === 0) return;
	const list = expired.map(({ rule, line, expires }) => `${rule} (line ${line}, ${expires})`).join(", ");
	throw new UsageError(`expired ignores: ${list}; renew them with a new date or fix what they hide`);
}

/** Ignores, then the baseline, then the gate with the levels of paths; nothing is loaded where none is in force. */
async function withPolicy(report: Report, settings: Settings): Promise<Report> {
	const { options, ignore, paths } = settings;
	if (ignore.length === 0 && options.baseline === undefined && paths.length === 0) return report;
	const { applyPolicy } = await import("../apply-policy.ts");
	return applyPolicy(report, settings);
}

async function writeReports(
	report: Report,
	options: InspectOptions,
	environment: NodeJS.ProcessEnv,
	code: number,
): Promise<void> {
	const render: RenderOptions = {
		color: false,
		unicode: usesUnicode(environment),
		width: 100,
		summary: options.summary === true,
		verbose: options.verbose === true,
		by: options.by,
	};
	const outputs = options.output ?? [];
	for (const { format = options.format, path } of outputs) {
		writeFileWhole(path, (await piecesOf(format))(report, render));
	}
	const toStdout = outputs.every(({ format, path }) => format !== undefined && path !== STDOUT_PATH);
	if (!toStdout || report.subjects.length === 0 || (options.quiet === true && code === EXIT.passed)) return;
	const terminal = stdoutTerminal();
	const color = usesColor(options.color === true ? true : colorFlag(options), environment, terminal);
	const renderer = await piecesOf(options.format);
	await writeStdout(renderer(report, { ...render, color, ...outputWidth(environment, terminal) }));
}

/** commander gives `--no-color` as `false` and nothing as `true`. */
function colorFlag({ color }: InspectOptions): boolean | undefined {
	return color === false ? false : undefined;
}
