import type { LoadProblem } from "../../../src/loader/load.ts";
import rule from "../../../src/rules/loading/program-missing.ts";
import type { ContextFacts } from "../contexts.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

type Program = Extract<LoadProblem, { readonly kind: "program-missing" }>["program"];

const line = "a line";

function gone(word: string, obstacle: Program["obstacle"] = { kind: "nothing" }, more: Partial<ContextFacts> = {}) {
	const program = { word, starter: "the container runtime", obstacle };
	return {
		path: word,
		problems: [{ kind: "program-missing", fatal: true, object: word, line, program }],
		...more,
	} satisfies ContextFacts;
}

ruleTable(rule, {
	fires: [
		[
			"for a name that is nowhere",
			gone("app"),
			{ severity: "error", about: ["app"], message: /no folder of PATH has a program/, evidence: { line } },
		],
		["for a path that is not there", gone("/srv/app"), { message: /has no file of that path/ }],
		["with the package", gone("bash", undefined, { target: "alpine:3.20", libc: musl() }), { remedy: /apk add bash/ }],
		[
			"with the place where it is",
			gone("app", undefined, { files: { "/app/app": "x" } }),
			{ remedy: /the path at which it is: `\/app\/app`/, noRemedy: /copy it/ },
		],
		["for a list that is no JSON", gone("[/app,"), { remedy: /as JSON, with double quotes/ }],
		["for quotes that are part of the word", gone('"/app"'), { remedy: /take the quotes away/ }],
		["for a variable without a shell", gone("$APP"), { remedy: /no variable is expanded/ }],
		[
			"for a command line in one word",
			gone("/app -x", undefined, { files: { "/app": "x" } }),
			{ remedy: /a word of its own/ },
		],
		[
			"for a carriage return",
			gone("/app\r"),
			{ message: /ends in a carriage return/, remedy: /dos2unix/, noRemedy: /a word of its own|copy it/ },
		],
		["for a path with a space in it", gone("/my app"), { noRemedy: /a word of its own/ }],
		[
			"for a link that leads nowhere",
			gone("/app", { kind: "dangling-link", path: "/app", target: "/build/app" }),
			{ message: /symbolic link to \/build\/app, which leads to no file/ },
		],
		["for a folder", gone("/app", { kind: "directory", path: "/app" }), { message: /is a folder/ }],
		["for a mode", gone("app", { kind: "not-executable", path: "/bin/app" }), { remedy: /chmod \+x/ }],
		[
			"for a relative entry of PATH",
			gone("app", { kind: "in-relative-folder", path: "/srv/bin/app", folder: "bin" }),
			{ message: /the entry `bin` of PATH/, remedy: /`\/srv\/bin\/app`/ },
		],
		[
			"for a working directory that is a file",
			gone("/app", { kind: "working-directory", path: "/w" }),
			{ remedy: /WORKDIR/ },
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
