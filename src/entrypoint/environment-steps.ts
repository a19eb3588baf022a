import type { SimpleCommand } from "./shell-words.ts";

/** One thing that a starter does to the environment of what it starts. A value that cannot be told is absent. */
export type EnvironmentStep =
	| { readonly kind: "set"; readonly name: string; readonly value?: string }
	/** Seen by the process where the variable is in the environment already, or exported later. */
	| { readonly kind: "assign"; readonly name: string; readonly value: string }
	| { readonly kind: "export"; readonly name: string }
	| { readonly kind: "unset"; readonly name: string }
	| { readonly kind: "clear" };

/** The environment of a process of an image, as far as it can be told. */
export interface ProcessEnvironment {
	/** `NAME=value`. */
	readonly variables: readonly string[];
	/** Names of variables that are set to what nobody knows; not in `variables`. */
	readonly unknown: readonly string[];
}

/** The environment behind some steps. Values are expanded as a shell does it. */
export function changedEnvironment(before: ProcessEnvironment, steps: readonly EnvironmentStep[]): ProcessEnvironment {
	const exported: Variables = new Map(before.variables.map(nameAndValue));
	for (const name of before.unknown) exported.set(name, undefined);
	const own: Variables = new Map();
	for (const step of steps) take(step, own, exported);
	return {
		variables: [...exported].flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])),
		unknown: [...exported].flatMap(([name, value]) => (value === undefined ? [name] : [])),
	};
}

/** By name; `undefined` for a value that nobody knows. */
type Variables = Map<string, string | undefined>;

/** `own`: the shell's, which its processes do not see. */
function take(step: EnvironmentStep, own: Variables, exported: Variables): void {
	if (step.kind === "clear") exported.clear();
	else if (step.kind === "unset") {
		own.delete(step.name);
		exported.delete(step.name);
	} else if (step.kind === "export") {
		if (own.has(step.name)) exported.set(step.name, own.get(step.name));
	} else {
		const isSeen = step.kind === "set" || exported.has(step.name);
		const valueNamed = (name: string) => {
			const holder = [own, exported].find((variables) => variables.has(name));
			return holder === undefined ? "" : holder.get(name);
		};
		(isSeen ? exported : own).set(step.name, step.value === undefined ? undefined : expanded(step.value, valueNamed));
	}
}

function nameAndValue(variable: string): [string, string] {
	const equals = variable.indexOf("=");
	return [variable.slice(0, equals), variable.slice(equals + 1)];
}

/** A value that grows longer is not followed: `A=$A$A` doubles with every line. No list of folders comes near. */
const MOST_LETTERS = 8192;

/** `$NAME`, `${NAME}` and `${NAME:-otherwise}`; absent where there is more to expand, or something unknown. */
function expanded(value: string, valueNamed: (name: string) => string | undefined): string | undefined {
	let text = "";
	let at = 0;
	for (const match of value.matchAll(VARIABLE)) {
		const [whole, plain, braced, otherwise = ""] = match;
		const found = valueNamed(plain ?? braced ?? "");
		text += value.slice(at, match.index) + (found || otherwise);
		if (found === undefined || text.length > MOST_LETTERS) return undefined;
		at = match.index + whole.length;
	}
	text += value.slice(at);
	return text.length > MOST_LETTERS || /[$`]/.test(text) ? undefined : text;
}

const VARIABLE = /\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)(?::-([^}$]*))?\}/g;

/** What the commands of a shell's text do to the environment of the one at `index`. */
export function stepsBefore(commands: readonly SimpleCommand[], index: number): readonly EnvironmentStep[] {
	const own = commands[index]?.assignments ?? [];
	return [...commands.slice(0, index).flatMap(stepsOf), ...own.map((text) => setting("set", text))];
}

function stepsOf({ words: [first, ...words], assignments }: SimpleCommand): readonly EnvironmentStep[] {
	switch (first) {
		case undefined:
			return assignments.map((text) => setting("assign", text));
		case "export":
			return words
				.filter(isName)
				.map((word) => (word.includes("=") ? setting("set", word) : { kind: "export", name: word }));
		case "unset":
			return words.filter(isName).map((name) => ({ kind: "unset", name }));
		case ".":
		case "source":
			return LOADER_PATHS.map((name) => ({ kind: "set", name }));
		default:
			return [];
	}
}

function isName(word: string): boolean {
	return /^[A-Za-z_]/.test(word);
}

/** `NAME=value` as a step. */
export function setting(kind: "set" | "assign", text: string): EnvironmentStep {
	const [name, value] = nameAndValue(text);
	return { kind, name, value };
}

/** Variables that bring libraries. */
const LOADER_PATHS = ["LD_LIBRARY_PATH", "LD_PRELOAD"] as const;

/** What a script that is more than plain commands may do to what loaders look at. */
export function stepsMentioned(script: string): readonly EnvironmentStep[] {
	const isSourcing = /^\s*(\.|source)\s/m.test(script);
	return LOADER_PATHS.filter((name) => isSourcing || script.includes(`${name}=`)).map((name) => ({
		kind: "set",
		name,
	}));
}
