import { existsSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import { ARCHIVE_FORMATS, DLOPEN_LEVELS } from "../pack/choices.ts";
import { UsageError } from "../policy/usage-error.ts";
import { safeText } from "../report/safe-text.ts";
import { nearestNames } from "../targets/nearest-names.ts";
import { defectWords } from "../verdict/defect.ts";
import { VERSION } from "../version.ts";
import type { DiffOptions } from "./commands/diff.ts";
import type { PackOptions } from "./commands/pack.ts";
import type { TreeCommandOptions } from "./commands/tree.ts";
import { EXIT } from "./exit-code.ts";
import {
	addInspectOptions,
	budgetOption,
	collectNames,
	commandWords,
	plainHttpOption,
	wholeNumber,
} from "./options.ts";

/** Runs one command line; the exit code is left in `process.exitCode`, so that output can drain. */
export async function run(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
	try {
		await buildProgram(environment).parseAsync(argv);
	} catch (error) {
		process.exitCode = exitCodeFor(error);
	}
}

/** What an error that ends the run says, and with which code. Unknown errors are defects of the program: one line,
 *  never a trace. */
function exitCodeFor(error: unknown): number {
	if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.unusable;
	if (error instanceof UsageError || isSystemError(error) || isNamedError(error)) {
		process.stderr.write(`elfspect: ${safeText(plainWords(error.message))}\n`);
		return EXIT.unusable;
	}
	process.stderr.write(`elfspect: ${safeText(defectWords(error))}\n`);
	return EXIT.defect;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
	return error instanceof Error && "syscall" in error;
}

/** Node's `ENOENT: no such file or directory, open 'x'` with the file first and the system call left out. */
export function plainWords(message: string): string {
	const [, what, path] = /^E[A-Z0-9]+: (.*?), \w+ '(.*)'$/s.exec(message) ?? [];
	return what === undefined || path === undefined ? message : `${path}: ${what}`;
}

/** Errors about what the user gave, thrown by the layers below the command line. */
function isNamedError(error: unknown): error is Error {
	return error instanceof Error && ["InputError", "UnknownTargetError", "ProfileError"].includes(error.name);
}

/** The whole command tree: also the source of completion and manual page. */
export function buildProgram(environment: NodeJS.ProcessEnv): Command {
	const program = new Command("inspect")
		.description("Says before you ship whether Linux binaries and images start on a base image, and why not.")
		.version(VERSION, "-V, --version")
		.exitOverride()
		.configureOutput({ writeErr: (text) => process.stderr.write(text.split("\n").map(safeText).join("\n")) })
		.enablePositionalOptions()
		.showHelpAfterError("(inspect --help lists the options)");
	addInspect(program, environment);
	addTargets(program, environment);
	addSymbol(program);
	addExplain(program);
	addProfile(program);
	addRecommend(program);
	addTree(program, environment);
	addDiff(program, environment);
	addPack(program, environment);
	addConfig(program, environment);
	addCompletion(program);
	addManual(program);
	for (const command of program.commands) {
		if (command.name() !== "inspect") {
			command.showHelpAfterError(`(inspect ${command.name()} --help tells how it is used)`);
		}
	}
	return program;
}

/** The help of the program tells of its default command, too: that is what nearly everybody wants to know. */
function addInspect(program: Command, environment: NodeJS.ProcessEnv): void {
	const inspect = addInspectOptions(
		program
			.command("inspect", { isDefault: true })
			.description("judge files, folders and images (the default command)")
			.argument(
				"<subject...>",
				"ELF file, folder, docker save or OCI archive, root file system, registry:IMAGE, docker:IMAGE, podman:IMAGE, or - for standard input",
			),
	);
	inspect.action(async (subjects: readonly string[], _options: unknown, command: Command) => {
		const { inspectCommand } = await import("./commands/inspect.ts");
		process.exitCode = await inspectCommand(subjects, command, environment);
		if (process.exitCode === EXIT.unusable) suggestCommand(program, subjects[0] ?? "");
	});
	program.usage("[inspect] [options] <subject...>\n       inspect <command> [options]");
	program.addHelpText("after", () => `\n${defaultCommandHelp(inspect)}`);
}

/** A misspelt command is taken for a file that is not there. */
function suggestCommand(program: Command, word: string): void {
	if (!/^[a-z]{5,}$/.test(word) || existsSync(word)) return;
	const names = program.commands.map((command) => command.name());
	const [near] = nearestNames(word, names);
	if (near !== undefined) process.stderr.write(`elfspect: did you mean the command \`inspect ${near}\`?\n`);
}

/** Arguments and options, without the usage that the program's own help has said. */
function defaultCommandHelp(inspect: Command): string {
	const help = inspect.helpInformation();
	return `${help.slice(help.indexOf("Arguments:")).trimEnd().replace("Options:", "Options of the default command:")}

Exit codes: 0 passed, or no target was named; 1 the gate failed; 2 unusable input or options; 3 a defect of elfspect.
`;
}

function addTargets(program: Command, environment: NodeJS.ProcessEnv): void {
	program
		.command("targets")
		.description("list the built-in targets")
		.option("-f, --format <format>", "text or json", "text")
		.action(async (options: { format: string }) => {
			const { targetsCommand } = await import("./commands/targets.ts");
			await targetsCommand(options.format, environment);
		});
}

function addSymbol(program: Command): void {
	program
		.command("symbol")
		.description("say who provides a symbol, which targets lack it, and what to do")
		.argument("<name...>")
		.option("-f, --format <format>", "text or json", "text")
		.option("--arch <name>", "architecture", "x86_64")
		.action(async (names: readonly string[], options: { format: string; arch: string }) => {
			const { symbolCommand } = await import("./commands/symbol.ts");
			process.exitCode = await symbolCommand(names, options);
		});
}

function addExplain(program: Command): void {
	program
		.command("explain")
		.description("print a rule's page; without a rule, list them")
		.argument("[rule-id]")
		.action(async (rule: string | undefined) => {
			const { explainCommand } = await import("./commands/explain.ts");
			process.exitCode = await explainCommand(rule);
		});
}

function addProfile(program: Command): void {
	program
		.command("profile")
		.description("make a target out of any base image or root file system")
		.argument("<image-or-rootfs>")
		.requiredOption("-o, --output <file>", "profile to write; use it with --target ./file")
		.option("--name <name>", "how reports call the target")
		.option("--platform <os/arch>", "pick from a multi-platform image")
		.addOption(plainHttpOption())
		.action(
			async (subject: string, options: { output: string; name?: string; platform?: string; plainHttp?: boolean }) => {
				const { profileCommand } = await import("./commands/profile.ts");
				await profileCommand(subject, options);
			},
		);
}

function addRecommend(program: Command): void {
	program
		.command("recommend")
		.description("name the smallest base that works and print a Dockerfile stage for it")
		.argument("<subject>")
		.option("--platform <os/arch>", "pick from a multi-platform image")
		.addOption(plainHttpOption())
		.action(async (subject: string, options: { platform?: string; plainHttp?: boolean }) => {
			const { recommendCommand } = await import("./commands/recommend.ts");
			process.exitCode = await recommendCommand(subject, options);
		});
}

function addTree(program: Command, environment: NodeJS.ProcessEnv): void {
	program
		.command("tree")
		.description("draw what a file needs, where each library is found and why there, and what is missing")
		.argument("<subject>", "ELF file, or an image, whose start is drawn")
		.argument("[path]", "the file in that image, folder or archive")
		.option("-t, --target <name>", "the base to run on; the image itself where one is inspected")
		.option("--depth <levels>", "so many levels below the file", wholeNumber)
		.option("--inverted", "for every library, who needs it")
		.option("--platform <os/arch>", "pick from a multi-platform image")
		.addOption(plainHttpOption())
		.option("--alone", "ship a file alone, without the files around it")
		.addOption(
			new Option("-f, --format <format>", "format of the tree")
				.choices(["text", "json", "dot", "mermaid"])
				.default("text"),
		)
		.addOption(budgetOption())
		.option("-v, --verbose", "show the places that were tried for every library")
		.action(async (subject: string, path: string | undefined, options: TreeCommandOptions) => {
			const { treeCommand } = await import("./commands/tree.ts");
			process.exitCode = await treeCommand(subject, path, options, environment);
		});
}

function addDiff(program: Command, environment: NodeJS.ProcessEnv): void {
	program
		.command("diff")
		.description("say what newly fails from one report or input to another, or from one target to another")
		.argument("<old>", "report (--format json) or anything that can be inspected")
		.argument("[new]", "the same; left out, two targets are compared")
		.option("-t, --target <name>", "judge inputs on these targets (repeat or comma list)", collectNames)
		.option("--platform <os/arch>", "pick from a multi-platform image")
		.addOption(plainHttpOption())
		.option("--all", "judge the distribution's own files in an image, too")
		.addOption(
			new Option("-f, --format <format>", "format of the comparison")
				.choices(["text", "markdown", "json"])
				.default("text"),
		)
		.addOption(budgetOption())
		.option("-v, --verbose", "show every cause and every change")
		.action(async (old: string, now: string | undefined, options: DiffOptions) => {
			const { diffCommand } = await import("./commands/diff.ts");
			process.exitCode = await diffCommand(now === undefined ? [old] : [old, now], options, environment);
		});
}

function addPack(program: Command, environment: NodeJS.ProcessEnv): void {
	program
		.command("pack")
		.description("build the smallest image in which it runs, and prove that it does")
		.argument("<subject...>", "programs, a folder of your own, or one image to make smaller")
		.option("--from <image-or-root>", "where programs and their libraries come from (default: this machine)")
		.option("-o, --output <file>", "archive to write, for docker load; - is standard output")
		.option("--dry-run", "list the files, each with its size and the reason for it, and write nothing")
		.option("--dockerfile", "print a Dockerfile stage that copies the same files")
		.option("--entrypoint <command>", "what the image starts: a path, or a JSON list", commandWords)
		.option("--cmd <command>", "arguments by default: one word, or a JSON list", commandWords)
		.option("--user <user>", "as whom it runs")
		.option("--tag <name>", "name of the image")
		.option("--include <glob>", "take these files, too (repeat)", (value: string, before: readonly string[] = []) => [
			...before,
			value,
		])
		.addOption(
			new Option("--dlopen <level>", "libraries that programs may open")
				.choices([...DLOPEN_LEVELS])
				.default("recommended"),
		)
		.addOption(
			new Option("--archive <form>", "form of the archive").choices([...ARCHIVE_FORMATS]).default("docker-archive"),
		)
		.option("--platform <os/arch>", "pick from a multi-platform image")
		.option("--force", "replace a file that is there")
		.addOption(new Option("-f, --format <format>", "format of --dry-run").choices(["text", "json"]).default("text"))
		.action(async (subjects: readonly string[], options: PackOptions) => {
			const { packCommand } = await import("./commands/pack.ts");
			process.exitCode = await packCommand(subjects, options, environment);
		});
}

function addConfig(program: Command, environment: NodeJS.ProcessEnv): void {
	addInspectOptions(
		program.command("config").description("print the settings in force and where each comes from"),
	).action(async (_options: unknown, command: Command) => {
		const { configCommand } = await import("./commands/config.ts");
		await configCommand(command, environment);
	});
}

function addCompletion(program: Command): void {
	program
		.command("completion")
		.description("print a completion script")
		.argument("<shell>", "bash, zsh or fish")
		.action(async (shell: string) => {
			const { completionCommand } = await import("./commands/completion.ts");
			await completionCommand(shell, program);
		});
}

function addManual(program: Command): void {
	program
		.command("manual")
		.description("print the manual page in roff")
		.action(async () => {
			const { manualCommand } = await import("./commands/manual.ts");
			await manualCommand(program);
		});
}
