import rule from "../../../src/rules/loading/script-option-refused.ts";
import type { ContextFacts } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

const script = (interpreter: string, argument?: string, more: Partial<ContextFacts> = {}): ContextFacts => ({
	kind: "script",
	elf: "none",
	script: { interpreter, ...(argument === undefined ? {} : { argument }) },
	files: {
		"/bin/dash": "dash",
		"/bin/bash": "bash",
		"/bin/busybox": "busybox",
		"/bin/ash": "busybox",
		"/bin/perl": "p",
	},
	...more,
});
const gone = {
	kind: "interpreter-missing",
	fatal: true,
	object: "/app",
	interpreter: "/bin/dash",
	errno: "ENOENT",
} as const;

ruleTable(rule, {
	fires: [
		[
			"for two options, in dash's words",
			script("/bin/dash", "-e -u"),
			{ severity: "error", evidence: { line: "/bin/dash: 0: Illegal option - " }, remedy: /one word/ },
		],
		["in bash's words", script("/bin/bash", "-e -u"), { evidence: { line: "/bin/bash: - : invalid option" } }],
		["in busybox's words", script("/bin/ash", "-e -u"), { evidence: { line: "/bin/ash: illegal option - " } }],
		[
			"for a carriage return",
			script("/bin/dash", "-e\r"),
			{ evidence: { line: "/bin/dash: 0: Illegal option -\r" }, message: /carriage return/, remedy: /dos2unix/ },
		],
		[
			"without words where -o takes the next one",
			script("/bin/bash", "-euo pipefail"),
			{ evidence: { argument: "-euo pipefail" } },
		],
	],
	silent: [
		["for options in one word", script("/bin/dash", "-eu")],
		["for no options", script("/bin/dash")],
		["for a word that is no option", script("/bin/dash", "/script x")],
		["for long options, which shells take in ways of their own", script("/bin/bash", "--posix x")],
		["for other programs", script("/bin/perl", "-w -T")],
		["where the shell is missing", script("/bin/dash", "-e -u", { problems: [gone] })],
		["for a program", {}],
	],
});
