import { type Command, InvalidArgumentError, Option } from "commander";
import { FAIL_ON_LEVELS } from "../policy/fail-on.ts";
import { FORMAT_NAMES, type FormatName } from "../report/formats.ts";
import { nearestNames } from "../targets/nearest-names.ts";

/** A report that goes to a file. */
export interface OutputFile {
	/** Absent: the format of `--format`. */
	readonly format?: FormatName;
	readonly path: string;
}

/** Options of the default command, as commander hands them over. */
export interface InspectOptions {
	readonly target?: readonly string[];
	readonly arch?: string;
	readonly platform?: string;
	readonly plainHttp?: boolean;
	readonly cpu?: 1 | 2 | 3 | 4;
	readonly prefix?: string;
	readonly alone?: boolean;
	readonly all?: boolean;
	readonly format: FormatName;
	readonly output?: readonly OutputFile[];
	readonly failOn: (typeof FAIL_ON_LEVELS)[number];
	readonly baseline?: string;
	readonly updateBaseline?: boolean;
	readonly config?: string | boolean;
	readonly quiet?: boolean;
	readonly summary?: boolean;
	readonly verbose?: boolean;
	readonly by: "cause" | "file";
	readonly onlyElf?: boolean;
	readonly requireTarget?: boolean;
	readonly color?: boolean;
	readonly progress?: boolean;
	readonly cache?: string | boolean;
	readonly budget?: number;
}

/** Adds the options of the default command, every one with its environment variable. */
export function addInspectOptions(command: Command): Command {
	for (const option of inspectOptions()) command.addOption(option);
	return command;
}

function inspectOptions(): Option[] {
	return [
		new Option(
			"-t, --target <name>",
			"judge on these targets and fail if one is missed (repeat or comma list; see `inspect targets`)",
		)
			.argParser(collectNames)
			.env("ELFSPECT_TARGET"),
		new Option("--arch <name>", "architecture of the targets for files that do not say (scripts)").env("ELFSPECT_ARCH"),
		new Option(
			"--platform <os/arch>",
			"pick from a multi-platform image; what files and folders are for (linux/arm64)",
		).env("ELFSPECT_PLATFORM"),
		plainHttpOption().env("ELFSPECT_PLAIN_HTTP"),
		new Option("--cpu <level>", "judge for a CPU of this level: x86-64-v1 to x86-64-v4")
			.argParser(cpuLevel)
			.env("ELFSPECT_CPU"),
		new Option("--prefix <folder>", "where a folder's files go on the targets (default: /app)")
			.argParser(absoluteFolder)
			.env("ELFSPECT_PREFIX"),
		new Option("--alone", "ship a file alone, without the files around it").env("ELFSPECT_ALONE"),
		new Option("--all", "judge the distribution's own files in an image, too").env("ELFSPECT_ALL"),
		new Option("-f, --format <format>", "format of the report")
			.choices([...FORMAT_NAMES])
			.default("text")
			.env("ELFSPECT_FORMAT"),
		new Option(
			"-o, --output <[format=]file>",
			"write the report to a file (- is standard output); repeat for several formats",
		).argParser(collectOutputs),
		new Option("--fail-on <level>", "what fails a named target")
			.choices([...FAIL_ON_LEVELS])
			.default("error")
			.env("ELFSPECT_FAIL_ON"),
		new Option("--baseline <file>", "accept the findings that this file knows").env("ELFSPECT_BASELINE"),
		new Option("--update-baseline", "write the baseline file anew from today's findings"),
		new Option("--config <file>", "use this configuration file").env("ELFSPECT_CONFIG"),
		new Option("--no-config", "use no configuration file"),
		new Option("-q, --quiet", "print nothing unless the gate fails").env("ELFSPECT_QUIET"),
		new Option("--summary", "print the counts only").env("ELFSPECT_SUMMARY"),
		new Option("-v, --verbose", "print every file and every note").env("ELFSPECT_VERBOSE"),
		new Option("--by <order>", "what several files are reported by: what to fix, or each file")
			.choices(["cause", "file"])
			.default("cause")
			.env("ELFSPECT_BY"),
		new Option("--only-elf", "pass over named files that are no ELF files (for hooks)").env("ELFSPECT_ONLY_ELF"),
		new Option("--require-target", "refuse to run without a target (for hooks)").env("ELFSPECT_REQUIRE_TARGET"),
		new Option("--color", "colour even when the output is no terminal"),
		new Option("--no-color", "no colour"),
		new Option("--no-progress", "no progress bar"),
		new Option("--cache [folder]", "remember compressed layers between runs (default folder: XDG cache)").env(
			"ELFSPECT_CACHE",
		),
		budgetOption(),
	];
}

/** Of every command that takes images of registries. */
export function plainHttpOption(): Option {
	return new Option("--plain-http", "use http for registries that are not on this machine");
}

function absoluteFolder(value: string): string {
	if (value.startsWith("/") && !value.split("/").includes("..")) return value;
	throw new InvalidArgumentError("not an absolute folder.");
}

/** `a,b` and repeated options alike. */
export function collectNames(value: string, previous: readonly string[] | undefined): readonly string[] {
	const names = value.split(",").map((name) => name.trim());
	if (names.some((name) => name === "")) throw new InvalidArgumentError("empty target name.");
	return [...new Set([...(previous ?? []), ...names])];
}

/** `FILE` or `FORMAT=FILE`, `-` for standard output; something else before the `=` belongs to the file's name, unless a
 *  format was misspelt. A format's bare name is taken for the format that other programs mean by it, and refused. */
export function collectOutputs(value: string, previous: readonly OutputFile[] | undefined): readonly OutputFile[] {
	const [word = "", ...rest] = value.split("=");
	const format = FORMAT_NAMES.find((name) => name === word);
	if (format !== undefined && rest.length === 0) {
		throw new InvalidArgumentError(
			`say where: -o ${format}=FILE, or --format ${format} (a file of that name: ./${format}).`,
		);
	}
	const [near] = format === undefined && rest.length > 0 ? nearestNames(word, FORMAT_NAMES) : [];
	if (near !== undefined) {
		throw new InvalidArgumentError(`no format ${word}; did you mean ${near}= (a file of that name: ./${value})?`);
	}
	const path = format === undefined ? value : rest.join("=");
	if (path === "") throw new InvalidArgumentError("empty file name.");
	return [
		...(previous ?? []),
		{ ...(format === undefined ? {} : { format }), path: path === "-" ? STDOUT_PATH : path },
	];
}

/** A command as ENTRYPOINT and CMD have it: a JSON list of words, or one word. */
export function commandWords(value: string): readonly string[] {
	if (!value.startsWith("[")) return [value];
	try {
		const words: unknown = JSON.parse(value);
		if (Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === "string")) return words;
	} catch {}
	throw new InvalidArgumentError('neither one word nor a JSON list of words (["/app", "--serve"]).');
}

/** A number of things, one at the least. */
export function wholeNumber(value: string): number {
	if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError("a whole number is wanted.");
	return Number(value);
}

/** Where an output named `-` goes. */
export const STDOUT_PATH = "/dev/stdout";

/** `--budget`, wherever inputs are judged. */
export function budgetOption(): Option {
	return new Option("--budget <factor>", "let an input cost so many times the default work (see docs/limits.md)")
		.argParser(budgetFactor)
		.env("ELFSPECT_BUDGET");
}

/** A number from 1 up; what it is good for ends where memory does. */
function budgetFactor(value: string): number {
	const factor = /^\d{1,6}(\.\d{1,3})?$/.test(value) ? Number(value) : 0;
	if (factor >= 1) return factor;
	throw new InvalidArgumentError("a number from 1 up is needed: 2 doubles the budget.");
}

function cpuLevel(value: string): 1 | 2 | 3 | 4 {
	const level = ([1, 2, 3, 4] as const).find((candidate) => value === `x86-64-v${candidate}`);
	if (level === undefined)
		throw new InvalidArgumentError("known levels are x86-64-v1, x86-64-v2, x86-64-v3, x86-64-v4.");
	return level;
}

/** Formats that a file's name tells, by what it ends with. */
const FORMAT_ENDINGS: ReadonlyMap<string, FormatName> = new Map([
	[".sarif", "sarif"],
	[".sarif.json", "sarif"],
	[".json", "json"],
	[".md", "markdown"],
	[".csv", "csv"],
	[".html", "html"],
	[".htm", "html"],
	[".junit.xml", "junit"],
]);

/** The format of a report file that was named without one, and without --format: what its name says. */
export function formatOfFile(path: string): FormatName | undefined {
	const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
	const ending = [...FORMAT_ENDINGS.keys()]
		.filter((each) => name.endsWith(each))
		.sort((a, b) => b.length - a.length)[0];
	return ending === undefined ? undefined : FORMAT_ENDINGS.get(ending);
}
