import type { Command, Option } from "commander";

/** A command and its options, as completion scripts and the manual page need them. */
export interface CommandWords {
	readonly name: string;
	readonly description: string;
	/** Usage of its arguments, for example `<subject...>`. */
	readonly usage: string;
	readonly options: readonly OptionWords[];
}

export interface OptionWords {
	readonly flags: string;
	readonly short?: string;
	readonly long?: string;
	readonly description: string;
	readonly choices: readonly string[];
	readonly environment?: string;
}

/** Every command of the program, the default one first: one source for help, completion and manual. */
export function commandWords(program: Command): readonly CommandWords[] {
	return program.commands.map((command) => ({
		name: command.name(),
		description: command.description(),
		usage: command.registeredArguments
			.map((argument) => {
				const name = argument.variadic ? `${argument.name()}...` : argument.name();
				return argument.required ? `<${name}>` : `[${name}]`;
			})
			.join(" "),
		options: command.options.map(optionWords),
	}));
}

function optionWords(option: Option): OptionWords {
	return {
		flags: option.flags,
		...(option.short === undefined ? {} : { short: option.short }),
		...(option.long === undefined ? {} : { long: option.long }),
		description: option.description,
		choices: option.argChoices ?? [],
		...(option.envVar === undefined ? {} : { environment: option.envVar }),
	};
}
