import rule from "../../../src/rules/runtime/script-program-missing.ts";
import type { ContextFacts } from "../contexts.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

const env = "/usr/bin/env";
const script = (argument?: string, more: Partial<ContextFacts> = {}): ContextFacts => ({
	kind: "script",
	elf: "none",
	script: { interpreter: env, ...(argument === undefined ? {} : { argument }) },
	files: { [env]: "coreutils", "/usr/bin/perl": "perl" },
	...more,
});
const gone = { kind: "interpreter-missing", fatal: true, object: "/app", interpreter: env, errno: "ENOENT" } as const;

ruleTable(rule, {
	fires: [
		[
			"for a program that is not there",
			script("node"),
			{
				severity: "error",
				about: ["node"],
				evidence: { line: "/usr/bin/env: 'node': No such file or directory" },
				remedy: /use a base image that has node/,
			},
		],
		["with Alpine's package", script("bash", { target: "alpine:3.20", libc: musl() }), { remedy: /apk add bash/ }],
		[
			"for options that the kernel hands over with the name",
			script("perl -w"),
			{ evidence: { program: "perl -w" }, remedy: /without options/, noRemedy: /base image/ },
		],
		[
			"for a carriage return, which coreutils spell out",
			script("bash\r"),
			{
				evidence: { line: "/usr/bin/env: 'bash\\r': No such file or directory" },
				remedy: /dos2unix/,
				noRemedy: /base image/,
			},
		],
		["behind -S", script("-S FOO=1 node --flag"), { about: ["node"] }],
		["behind --split-string", script("--split-string=node x"), { about: ["node"] }],
		["for a path that is not there", script("/opt/node"), { about: ["/opt/node"] }],
		[
			"for an option with the program behind it in one argument",
			script("-i /usr/bin/perl"),
			{
				message: /`-i \/usr\/bin\/perl` to env as one word: env takes all of it for an option/,
				evidence: { line: "/usr/bin/env: invalid option -- ' '" },
			},
		],
		["for an assignment with the program behind it in one argument", script("A=1 perl"), { message: /an assignment/ }],
		[
			"for -S where env is a hard link to busybox",
			script("-S perl -w", { files: { [env]: "busybox", "/bin/busybox": "busybox", "/usr/bin/perl": "perl" } }),
			{ message: /knows no -S/ },
		],
		["outside of the image's PATH", script("node", { searchPath: ["/opt/bin"] }), {}],
		["in a folder that is not in the image's PATH", script("perl", { searchPath: ["/opt/bin"] }), {}],
		[
			"in the words of newer coreutils",
			script("node", { libc: { kind: "glibc", version: "2.41", systemDirectories: [] } }),
			{ evidence: { line: "env: 'node': No such file or directory" } },
		],
		[
			"for -S where env is older than coreutils 8.30",
			script("-S perl -w", { libc: { kind: "glibc", version: "2.27", systemDirectories: [] } }),
			{
				message: /older than coreutils 8.30/,
				evidence: { line: "/usr/bin/env: invalid option -- 'S'" },
				noRemedy: /apk/,
			},
		],
		["without a program, for env starts the script for ever", script(), { message: /starts the script again/ }],
	],
	silent: [
		["where it is there", script("perl")],
		["where it is in the image's PATH", script("node", { searchPath: ["/opt/bin"], files: { "/opt/bin/node": "x" } })],
		[
			"for -S where env is no busybox",
			script("-S perl", { files: { [env]: "x", "/bin/busybox": "bb", "/usr/bin/perl": "" } }),
		],
		["behind -S where it is there", script("-S perl -w")],
		["for words that env takes apart in its own way", script('-S "a b" c')],
		["for a path relative to nobody knows where", script("./node")],
		["for another interpreter", script("node", { script: { interpreter: "/bin/sh", argument: "node" } })],
		["where env itself is missing", script("node", { problems: [gone] })],
		["for a program", {}],
	],
});
