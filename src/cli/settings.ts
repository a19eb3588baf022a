import { existsSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import type { Command } from "commander";
import type { ConfigFile, IgnoreEntry, PathRule } from "../policy/config-schema.ts";
import { findConfig } from "../policy/find-config.ts";
import { UsageError } from "../policy/usage-error.ts";
import { FORMAT_NAMES } from "../report/formats.ts";
import { withEnvironmentSwitches } from "./environment-switches.ts";
import { refuseUnknownVariables } from "./known-variables.ts";
import type { InspectOptions } from "./options.ts";
import { repositoryAround } from "./repository.ts";

/** What is in force: flags, then environment, then configuration file, then defaults. */
export interface Settings {
	readonly options: InspectOptions;
	readonly ignore: readonly IgnoreEntry[];
	readonly paths: readonly PathRule[];
	readonly configFile?: string;
	/** Where each option's value came from: `--flag`, `ELFSPECT_X`, the file's name, or `default`. */
	readonly origins: Readonly<Record<string, string>>;
}

/** Joins the sources. Errors: UsageError naming file and line. */
export async function settingsOf(command: Command, environment: NodeJS.ProcessEnv): Promise<Settings> {
	refuseUnknownVariables(command, environment);
	const options = withEnvironmentSwitches(command, command.opts<InspectOptions>(), environment);
	const found =
		options.config === false
			? undefined
			: findConfig(typeof options.config === "string" ? options.config : undefined, process.cwd(), environment);
	if (found === undefined) return { options, ignore: [], paths: [], origins: originsOf(command, {}, "") };
	const { parseConfig } = await import("../policy/config-schema.ts");
	const config = parseConfig(found.text, found.file);
	if (typeof options.config !== "string") checkBaseline(config, found.file);
	return {
		options: mergeOptions(command, options, config, found.file),
		ignore: config.ignore,
		paths: config.paths,
		configFile: found.file,
		origins: originsOf(command, config, found.file),
	};
}

/** What a repository's own configuration names is in that repository: it comes from whoever may propose a change.
 *  Errors: UsageError for a baseline that is elsewhere. */
function checkBaseline({ baseline }: ConfigFile, file: string): void {
	if (baseline === undefined || relative(dirname(resolve(file)), process.cwd()).startsWith("..")) return;
	const root = repositoryAround(process.cwd()) ?? dirname(resolve(file));
	const place = existsSync(baseline) ? realpathSync(baseline) : resolve(baseline);
	const path = relative(realpathSync(root), place);
	if (path !== ".." && !path.startsWith("../") && !isAbsolute(path)) return;
	throw new UsageError(
		`${file}: \`baseline\` leads out of the repository: ${baseline}; name it on the command line (--baseline)`,
	);
}

function mergeOptions(command: Command, options: InspectOptions, config: ConfigFile, file: string): InspectOptions {
	const open = (key: keyof InspectOptions) => isOpen(command, key);
	const format = FORMAT_NAMES.find((name) => name === config.format);
	if (config.format !== undefined && format === undefined) {
		throw new UsageError(`${file}: \`format\` must be one of ${FORMAT_NAMES.join(", ")}`);
	}
	return {
		...options,
		...(config.target !== undefined && open("target") ? { target: config.target } : {}),
		...(config.failOn !== undefined && open("failOn") ? { failOn: config.failOn } : {}),
		...(format !== undefined && open("format") ? { format } : {}),
		...(config.platform !== undefined && open("platform") ? { platform: config.platform } : {}),
		...(config.arch !== undefined && open("arch") ? { arch: config.arch } : {}),
		...(config.baseline !== undefined && open("baseline") ? { baseline: config.baseline } : {}),
		...(config.alone !== undefined && open("alone") ? { alone: config.alone } : {}),
		...(config.all !== undefined && open("all") ? { all: config.all } : {}),
	};
}

/** Neither flag nor environment has set it. */
function isOpen(command: Command, key: string): boolean {
	const source = command.getOptionValueSource(key);
	return source === undefined || source === "default";
}

function originsOf(command: Command, config: Partial<ConfigFile>, file: string): Record<string, string> {
	const origins: Record<string, string> = {};
	for (const option of command.options) {
		const key = option.attributeName();
		const source = command.getOptionValueSource(key);
		if (source === "cli") origins[key] = option.long ?? option.flags;
		else if (source === "env") origins[key] = option.envVar ?? "environment";
		else if (key in config) origins[key] = file;
		else origins[key] = "default";
	}
	return origins;
}
