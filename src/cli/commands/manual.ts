import type { Command } from "commander";
import { VERSION } from "../../version.ts";
import { type CommandWords, commandWords, type OptionWords } from "../command-words.ts";
import { writeStdout } from "../write-output.ts";

/** `inspect manual`: the manual page in roff, from the same words as `--help`. */
export async function manualCommand(program: Command): Promise<void> {
	await writeStdout(manualPage(program));
}

/** inspect(1). */
export function manualPage(program: Command): string {
	const commands = commandWords(program);
	return `${[
		`.TH INSPECT 1 "" "elfspect ${VERSION}"`,
		".SH NAME",
		"inspect, elfspect \\- say whether Linux binaries and images start on a base image, and why not",
		".SH SYNOPSIS",
		...commands.flatMap(({ name, usage }) => [".br", `.B inspect ${roff(name)}`, `[\\fIoptions\\fR] ${roff(usage)}`]),
		".SH DESCRIPTION",
		roff(program.description()),
		"The bare command is \\fBinspect inspect\\fR. Nothing is ever executed and nothing is sent.",
		".SH COMMANDS",
		...commands.flatMap(commandSection),
		".SH EXIT STATUS",
		".TP",
		".B 0",
		"every named target passes, or none was named",
		".TP",
		".B 1",
		"the gate failed: a file falls short on a named target",
		".TP",
		".B 2",
		"usage error, unreadable or unrecognised input, nothing to inspect",
		".SH FILES",
		".TP",
		".B .elfspect.yaml",
		"settings, ignores and path rules; the current folder, its parents up to the repository root, then the XDG configuration folder",
		".SH SEE ALSO",
		".BR ld.so (8),",
		".BR readelf (1),",
		".BR ldd (1)",
	].join("\n")}\n`;
}

function commandSection({ name, usage, description, options }: CommandWords): string[] {
	return [`.SS "inspect ${roff(name)} ${roff(usage)}"`, roff(description), ...options.flatMap(optionLines)];
}

function optionLines({ flags, description, choices, environment }: OptionWords): string[] {
	const more = [
		choices.length === 0 ? "" : ` One of ${choices.join(", ")}.`,
		environment === undefined ? "" : ` Environment: ${environment}.`,
	].join("");
	return [".TP", `.B ${roff(flags)}`, roff(description + more)];
}

function roff(text: string): string {
	return text
		.replaceAll("\\", "\\e")
		.replaceAll("-", "\\-")
		.replace(/^([.'])/, "\\&$1");
}
