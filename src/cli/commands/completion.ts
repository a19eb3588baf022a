import type { Command } from "commander";
import { UsageError } from "../../policy/usage-error.ts";
import { type CommandWords, commandWords, type OptionWords } from "../command-words.ts";
import { writeStdout } from "../write-output.ts";

const SHELLS: Readonly<Record<string, (commands: readonly CommandWords[]) => string>> = { bash, zsh, fish };

/** `inspect completion SHELL`: a script to source. Errors: UsageError for another shell. */
export async function completionCommand(shell: string, program: Command): Promise<void> {
	const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
	if (script === undefined)
		throw new UsageError(`no completion for ${shell}; known are ${Object.keys(SHELLS).join(", ")}`);
	await writeStdout(script(commandWords(program)));
}

function longNames({ options }: CommandWords): string[] {
	return options.flatMap(({ long }) => (long === undefined ? [] : [long]));
}

function bash(commands: readonly CommandWords[]): string {
	const cases = commands.map((command) => `    ${command.name}) words="${longNames(command).join(" ")}" ;;`);
	const values = commands
		.flatMap(({ options }) => options)
		.filter(({ choices, long }) => choices.length > 0 && long !== undefined)
		.map(
			({ long, choices }) => `    ${long}) COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$current")); return ;;`,
		);
	return `# bash completion of inspect and elfspect: eval "$(inspect completion bash)"
_elfspect() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words
  case "$previous" in
${[...new Set(values)].join("\n")}
  esac
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    *) words="${longNames(commands[0] ?? EMPTY).join(" ")}" ;;
  esac
  if [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  elif [[ "$COMP_CWORD" -eq 1 ]]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")}" -- "$current") $(compgen -f -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _elfspect inspect elfspect
`;
}

const EMPTY: CommandWords = { name: "", description: "", usage: "", options: [] };

function zsh(commands: readonly CommandWords[]): string {
	const names = commands.map(({ name, description }) => `    '${zshText(`${name}:${description}`)}'`);
	const cases = commands.map(
		(command) => `    ${command.name}) _arguments ${command.options.map(zshOption).join(" ")} '*:file:_files' ;;`,
	);
	return `#compdef inspect elfspect
# zsh completion of inspect and elfspect: source <(inspect completion zsh)
_elfspect() {
  local -a commands
  commands=(
${names.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    _files
    return
  fi
  case "$words[2]" in
${cases.join("\n")}
    *) _arguments ${(commands[0] ?? EMPTY).options.map(zshOption).join(" ")} '*:file:_files' ;;
  esac
}
compdef _elfspect inspect elfspect
`;
}

function zshOption({ long, short, description, choices, flags }: OptionWords): string {
	const value = choices.length > 0 ? `:value:(${choices.join(" ")})` : /[<[]/.test(flags) ? ":value:_files" : "";
	const name = long ?? short ?? "";
	return `'*${name}[${zshText(description).replace(/[[\]:]/g, "\\$&")}]${value}'`;
}

function zshText(text: string): string {
	return text.replaceAll("'", "'\\''");
}

function fish(commands: readonly CommandWords[]): string {
	const names = commands.map(({ name }) => name).join(" ");
	const lines = commands.flatMap((command, index) => [
		`complete -c $program -n "not __fish_seen_subcommand_from ${names}" -a ${command.name} -d '${fishText(command.description)}'`,
		...command.options.map((option) => fishOption(option, index === 0 ? undefined : command.name)),
	]);
	return `# fish completion of inspect and elfspect: inspect completion fish | source
for program in inspect elfspect
${lines.map((line) => `    ${line}`).join("\n")}
end
`;
}

function fishOption({ long, short, description, choices, flags }: OptionWords, command: string | undefined): string {
	const condition = command === undefined ? "" : ` -n "__fish_seen_subcommand_from ${command}"`;
	const names = `${long === undefined ? "" : ` -l ${long.slice(2)}`}${short === undefined ? "" : ` -s ${short.slice(1)}`}`;
	const value = choices.length > 0 ? ` -x -a '${choices.join(" ")}'` : /[<[]/.test(flags) ? " -r" : "";
	return `complete -c $program${condition}${names}${value} -d '${fishText(description)}'`;
}

function fishText(text: string): string {
	return text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
}
