import type { Command, Option } from "commander";
import type { InspectOptions } from "./options.ts";

const OFF = ["", "0", "false", "no", "off"];
const ON = ["1", "true", "yes", "on"];

/** Options with what the words of their environment variables mean: commander takes any value of a switch for "on", even
 *  `ELFSPECT_ALL=0`, and of an option whose value may be left out (`ELFSPECT_CACHE=1`) for that value. */
export function withEnvironmentSwitches(
	command: Command,
	options: InspectOptions,
	environment: NodeJS.ProcessEnv,
): InspectOptions {
	const switches = command.options.flatMap((option) => {
		const key = option.attributeName();
		if (command.getOptionValueSource(key) !== "env" || option.required) return [];
		const value = meaning(option, environment[option.envVar ?? ""] ?? "");
		return value === undefined ? [] : [[key, value] as const];
	});
	return { ...options, ...Object.fromEntries(switches) };
}

/** Absent where the text is the option's value. */
function meaning(option: Option, text: string): boolean | undefined {
	if (OFF.includes(text.toLowerCase())) return false;
	return option.isBoolean() || ON.includes(text.toLowerCase()) ? true : undefined;
}
