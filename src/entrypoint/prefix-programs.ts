import { type EnvironmentStep, setting } from "./environment-steps.ts";

/** What a program that runs its arguments makes of a command line. */
export interface Prefixed {
	readonly command: readonly string[];
	/** As whom the command runs (`user[:group]`, as an image's `USER`), where the program changes it and that is plain. */
	readonly user?: string;
	/** What it changes in the environment. */
	readonly environment?: readonly EnvironmentStep[];
	/** The program is a dynamic loader, and the kernel is not asked about the command. */
	readonly isLoader?: true;
	/** The command is looked up elsewhere than this program was: in another PATH, root or working directory. */
	readonly changesLookUp?: true;
}

/** A program that runs its arguments. */
interface PrefixProgram {
	/** Options that take the next word as their value. */
	readonly valued?: RegExp;
	/** Words of its own between the options and the command. */
	readonly own?: number;
	/** Assignments may stand in front of the command. */
	readonly assigns?: true;
	/** Options behind which the command is looked up elsewhere. */
	readonly elsewhere?: RegExp;
	/** As whom the command runs. */
	readonly user?: (given: Given) => string | undefined;
	/** Whether the command is one of this root, by the words of its own. */
	readonly isHere?: (own: readonly string[]) => boolean;
}

/** What stands in front of a command. */
interface Given {
	/** By name; a value of its own word or behind `=`, `""` for an option without one. */
	readonly options: ReadonlyMap<string, string>;
	readonly own: readonly string[];
}

const plain: PrefixProgram = {};
const tini: PrefixProgram = { valued: /^-[ep]$/ };
/** Sources: gosu, main.go; su-exec, su-exec.c; s6, s6-setuidgid.c. All three look the user up as an image's `USER` is. */
const userFirst: PrefixProgram = { own: 1, user: ({ own: [user] }) => user };

/** Sources: the manual pages of coreutils, util-linux, moreutils, runit and daemontools; tini, dumb-init. */
const PROGRAMS: ReadonlyMap<string, PrefixProgram> = new Map<string, PrefixProgram>([
	["tini", tini],
	["tini-static", tini],
	["docker-init", tini],
	["dumb-init", { valued: /^(-r|--rewrite)$/ }],
	["catatonit", plain],
	[
		"env",
		{
			valued: /^(-u|--unset|-C|--chdir)$/,
			assigns: true,
			elsewhere: /^(-|-[iuC]|--ignore-environment|--unset|--chdir)$/,
		},
	],
	["nice", { valued: /^(-n|--adjustment)$/ }],
	["nohup", plain],
	["setsid", plain],
	["stdbuf", { valued: /^(-[ioe]|--input|--output|--error)$/ }],
	["ionice", { valued: /^(-[cn]|--class|--classdata)$/ }],
	["chronic", plain],
	["exec", { valued: /^-a$/ }],
	["command", plain],
	["gosu", userFirst],
	["su-exec", userFirst],
	["s6-setuidgid", userFirst],
	["setuidgid", { own: 1 }],
	["chpst", { valued: /^-[uUbeondmpfcrtl/]$/, elsewhere: /^-[e/]/ }],
	["runuser", { valued: /^(-[ugG]|--user|--group|--supp-group)$/, user: userOfRunuser }],
	// Its user is not plain: the command is executed with the capabilities of before, its libraries are opened without.
	[
		"setpriv",
		{
			valued: /^--(?!clear-groups|keep-groups|init-groups|nnp|no-new-privs|reset-env)[a-z-]+$/,
			elsewhere: /^--reset-env$/,
		},
	],
	["timeout", { valued: /^(-[ks]|--kill-after|--signal)$/, own: 1 }],
	["taskset", { own: 1 }],
	["chroot", { valued: /^--(userspec|groups)$/, own: 1, user: userOfChroot, isHere: ([root]) => root === "/" }],
]);

/** Options of glibc's loader, and of musl's. */
const loader: PrefixProgram = {
	valued: /^--(argv0|audit|glibc-hwcaps-(mask|prepend)|inhibit-rpath|library-path|preload)$/,
};

/** `ld-linux-x86-64.so.2`, `ld-musl-x86_64.so.1`, `ld-2.31.so`, ... */
function isLoader(name: string): boolean {
	return /^ld(64)?(-[\w.-]+)?\.so(\.\d+)?$/.test(name);
}

/** What a program runs that runs its arguments; absent where it is no such program, or where that is not plain. */
export function prefixed(name: string, words: readonly string[]): Prefixed | undefined {
	const program = isLoader(name) ? loader : PROGRAMS.get(name);
	const all = name === "env" ? withSplitString(words) : words;
	if (program === undefined || all === undefined) return undefined;
	const { options, assigned, rest } = takeOptions(all, program);
	const own = rest.slice(0, program.own ?? 0);
	const command = rest.slice(own.length);
	if (command.length === 0 || program.isHere?.(own) === false) return undefined;
	const user = program.user?.({ options, own });
	return {
		command,
		...(user === undefined || user === "" ? {} : { user }),
		...(name === "env" ? { environment: stepsOfEnv(options, assigned) } : {}),
		...(program === loader ? { isLoader: true } : {}),
		...(isElsewhere(program, options, all) ? { changesLookUp: true } : {}),
	};
}

function isElsewhere({ elsewhere }: PrefixProgram, options: Given["options"], words: readonly string[]): boolean {
	return words.some((word) => word.startsWith("PATH=")) || [...options.keys()].some((name) => elsewhere?.test(name));
}

/** Values with a variable in them come from a shell that expands them, or stand as they are: nobody knows here. */
function stepsOfEnv(options: Given["options"], assigned: readonly string[]): readonly EnvironmentStep[] {
	const isEmptied = ["-", "-i", "--ignore-environment"].some((name) => options.has(name));
	const unset = options.get("-u") ?? options.get("--unset");
	return [
		...(isEmptied ? [{ kind: "clear" } as const] : []),
		...(unset === undefined ? [] : [{ kind: "unset", name: unset } as const]),
		...assigned.map((text) =>
			text.includes("$") ? ({ kind: "set", name: nameIn(text) } as const) : setting("set", text),
		),
	];
}

function nameIn(assignment: string): string {
	return assignment.slice(0, assignment.indexOf("="));
}

/** Options, their values and (for env) assignments, up to the first word that is none of them. */
function takeOptions(
	words: readonly string[],
	{ valued, assigns }: PrefixProgram,
): { readonly options: Given["options"]; readonly assigned: readonly string[]; readonly rest: readonly string[] } {
	const options = new Map<string, string>();
	const assigned: string[] = [];
	for (let at = 0; at < words.length; at += 1) {
		const word = words[at] ?? "";
		const equals = word.startsWith("--") ? word.indexOf("=") : -1;
		if (word === "--") return { options, assigned, rest: words.slice(at + 1) };
		if (equals !== -1) options.set(word.slice(0, equals), word.slice(equals + 1));
		else if (valued?.test(word) === true) {
			at += 1;
			options.set(word, words[at] ?? "");
		} else if (word.startsWith("-")) options.set(word, "");
		else if (assigns === true && /^\w+=/.test(word)) assigned.push(word);
		else return { options, assigned, rest: words.slice(at) };
	}
	return { options, assigned, rest: [] };
}

/** `env -S TEXT` is env with the words of the text in its place; absent where the text is more than words. */
function withSplitString(words: readonly string[]): readonly string[] | undefined {
	const [first = "", second = ""] = words;
	const isAlone = /^(?:-v?S|--split-string)$/.test(first);
	const text = isAlone ? second : /^(?:-v?S|--split-string=)(.+)$/s.exec(first)?.[1];
	if (text === undefined) return words;
	if (/["'\\$#]/.test(text)) return undefined;
	return [...text.split(/[ \t\n]+/).filter((word) => word !== ""), ...words.slice(isAlone ? 2 : 1)];
}

/** With `-u` alone, which takes the groups of the user's entry. */
function userOfRunuser({ options }: Given): string | undefined {
	const isAlone = [...options.keys()].every((name) => name === "-u" || name === "--user");
	return isAlone ? (options.get("--user") ?? options.get("-u")) : undefined;
}

/** A user without a group of its own gets the groups of its entry. */
function userOfChroot({ options }: Given): string | undefined {
	const user = options.get("--userspec");
	return user?.includes(":") === false && !options.has("--groups") ? user : undefined;
}
