import { describe, expect, test } from "vitest";
import { prefixed } from "../../src/entrypoint/prefix-programs.ts";
import { handsArgumentsOn } from "../../src/entrypoint/shell-texts.ts";
import { simpleCommands } from "../../src/entrypoint/shell-words.ts";
import { startedPrograms } from "../../src/entrypoint/start-command.ts";
import type { TreeEntry } from "../../src/tree/file-tree.ts";
import { memoryTree } from "../../src/tree/memory-tree.ts";
import { fixture, image, link, text } from "../subjects/opened.ts";

const program = text("\x7fELF", 0o755);
const tree = memoryTree([
	["/usr/bin/dash", program],
	["/bin/sh", link("/usr/bin/dash")],
	["/sbin/tini", program],
	["/usr/bin/env", program],
	["/usr/bin/java", program],
	["/usr/local/bin/app", program],
	["/usr/local/bin/gosu", program],
	["/srv/server", program],
	[
		"/docker-entrypoint.sh",
		text('#!/bin/sh\nset -e\nif [ "$1" = app ]; then\n\texec gosu user "$@"\nfi\nexec "$@"\n', 0o755),
	],
	[
		"/run.sh",
		text('#!/bin/sh\nexport HOME=/srv\n# the server\nexec java \\\n  $JAVA_OPTS -jar /srv/app.jar "$@"\n\n', 0o755),
	],
	["/either.sh", text("#!/bin/sh\nif true; then\n\texec java\nfi\n", 0o755)],
	["/start.sh", text("#!/bin/sh\necho hello\n", 0o755)],
	["/plain.txt", text("hello")],
	["/loop", link("loop")],
	["/to-nothing", link("/build/app")],
]);

function started(entrypoint: readonly string[], command: readonly string[] = [], more = {}): string[] {
	const programs = startedPrograms(image({ entrypoint, command, ...more }), tree);
	return programs.map(({ role, path, missing }) => `${role} ${path ?? missing?.line}`);
}

describe("what an image starts", () => {
	test.each([
		["exec form", ["/srv/server"], ["--port", "80"], ["entrypoint /srv/server"]],
		["a command alone", [], ["app"], ["command /usr/local/bin/app"]],
		["shell form", ["/bin/sh", "-c", "/srv/server --port $PORT"], [], ["entrypoint /bin/sh", "command /srv/server"]],
		[
			"shell form with exec",
			["/bin/sh", "-c", "exec app -x"],
			[],
			["entrypoint /bin/sh", "command /usr/local/bin/app"],
		],
		[
			"several commands",
			[],
			["sh", "-c", "set -e; cd /srv && FOO=1 ./server | java"],
			["command /bin/sh", "command /usr/bin/java"],
		],
		["a script that ends in a program", ["/run.sh"], [], ["entrypoint /run.sh", "command /usr/bin/java"]],
		["a script that may end in a program", ["/either.sh"], [], ["entrypoint /either.sh"]],
		["an init program", ["/sbin/tini", "-g", "--", "app"], [], ["entrypoint /sbin/tini", "command /usr/local/bin/app"]],
		[
			"an init program with a valued option",
			["tini", "-p", "SIGTERM", "app"],
			[],
			["entrypoint /sbin/tini", "command /usr/local/bin/app"],
		],
		["env", ["env", "A=1", "-u", "B", "app"], [], ["entrypoint /usr/bin/env", "command /usr/local/bin/app"]],
		[
			"a switch of users",
			["gosu", "nobody", "app"],
			[],
			["entrypoint /usr/local/bin/gosu", "command /usr/local/bin/app"],
		],
		[
			"an entry script and its command",
			["/docker-entrypoint.sh"],
			["app"],
			["entrypoint /docker-entrypoint.sh", "command /usr/local/bin/app"],
		],
		["an entry script and options", ["/docker-entrypoint.sh"], ["--help"], ["entrypoint /docker-entrypoint.sh"]],
		["a script that keeps its arguments", ["/start.sh"], ["app"], ["entrypoint /start.sh"]],
		[
			"a shell and a script",
			["sh", "/docker-entrypoint.sh", "app"],
			[],
			["entrypoint /bin/sh", "command /docker-entrypoint.sh", "command /usr/local/bin/app"],
		],
		[
			"a missing program in a shell text",
			["sh", "-c", "nothing"],
			[],
			["entrypoint /bin/sh", "command sh: 1: nothing: not found"],
		],
		["a shell text that is a program", ["sh", "-c", "if true; then app; fi"], [], ["entrypoint /bin/sh"]],
		["a missing path", ["/nothing"], [], ['entrypoint exec: "/nothing": stat /nothing: no such file or directory']],
		["a folder", ["/srv"], [], ['entrypoint exec: "/srv": is a directory']],
		[
			"a path behind a file",
			["/plain.txt/x"],
			[],
			['entrypoint exec: "/plain.txt/x": stat /plain.txt/x: not a directory'],
		],
		["a link that loops", ["/loop"], [], ['entrypoint exec: "/loop": stat /loop: too many levels of symbolic links']],
		[
			"a file that may not be started, by name",
			[],
			["plain.txt"],
			['command exec: "plain.txt": executable file not found in $PATH'],
		],
		[
			"a program with a slash behind it",
			["/srv/server/"],
			[],
			['entrypoint exec: "/srv/server/": stat /srv/server/: not a directory'],
		],
		["an empty word", ["", "app"], [], ['entrypoint exec: "": executable file not found in $PATH']],
		["quotes in a word", ['"app"'], [], ['entrypoint exec: "\\"app\\"": executable file not found in $PATH']],
		["nothing", [], [], []],
	])("%s", (_, entrypoint, command, expected) => {
		expect(started(entrypoint, command)).toEqual(expected);
	});

	test("is looked up in the image's PATH and working directory", () => {
		expect(started(["server"], [], { environment: ["PATH=/srv"] })).toEqual(["entrypoint /srv/server"]);
		expect(started(["./server"], [], { workingDirectory: "/srv" })).toEqual(["entrypoint /srv/server"]);
	});

	test.each([".", "", "srv", "usr/../srv"])(
		"is not run from the entry %j of PATH, which depends on the working directory",
		(entry) => {
			const more = { environment: [`PATH=/nowhere:${entry}:/srv`], workingDirectory: entry.length > 1 ? "/" : "/srv" };
			expect(started(["server"], [], more)).toEqual([
				'entrypoint exec: "server": cannot run executable found relative to current directory',
			]);
		},
	);

	test("is not started where the working directory is a file", () => {
		const facts = { entrypoint: ["/srv/server"], workingDirectory: "/plain.txt" };
		expect(startedPrograms(image(facts), tree)[0]?.missing?.line).toBe("Cannot mkdir: /plain.txt is not a directory");
		expect(startedPrograms(image({ ...facts, isBundle: true }), tree)[0]?.missing?.line).toMatch(/^mkdir /);
		expect(started(["/srv/server"], [], { workingDirectory: "/nowhere" })).toEqual(["entrypoint /srv/server"]);
	});

	test.each([
		["nothing", "nothing", {}],
		["/to-nothing", "dangling-link", { path: "/to-nothing", target: "/build/app" }],
		["/srv", "directory", { path: "/srv" }],
		["srv", "directory", { path: "/srv" }],
		["plain.txt", "not-executable", { path: "/plain.txt" }],
	])("%s: says what stands in its place", (word, kind, more) => {
		const [program] = startedPrograms(image({ command: [word], environment: ["PATH=/:/bin"] }), tree);
		expect(program?.missing).toMatchObject({ starter: "the container runtime", obstacle: { kind, ...more } });
	});

	test("ends where a program starts itself", () => {
		expect(
			started(["env", "env", "env", "env", "env", "env", "env", "env", "env", "env", "env", "app"]).length,
		).toBeLessThan(12);
	});
});

describe("a program that runs its arguments", () => {
	const commands: readonly (readonly [string, string])[] = [
		["tini -g -- app x", "app x"],
		["tini -p SIGTERM app", "app"],
		["dumb-init --rewrite 15:3 -- app", "app"],
		["dumb-init --rewrite=15:3 app", "app"],
		["catatonit -- app", "app"],
		["nice -n 5 app -x", "app -x"],
		["nice --adjustment=5 app", "app"],
		["ionice -c 2 -n 7 app", "app"],
		["ionice -c2 app", "app"],
		["stdbuf -oL -e 0 app", "app"],
		["stdbuf --output L app", "app"],
		["timeout -k 5 --signal=INT 10s app 3", "app 3"],
		["timeout --kill-after 5 10s app", "app"],
		["taskset -c 0-3 app", "app"],
		["env -i A=1 -u B app C=2", "app C=2"],
		["env --unset=B - app", "app"],
		["chpst -u app:staff -e /env app", "app"],
		["setuidgid app server", "server"],
		["chroot / app", "app"],
		["runuser -u app -g staff -- app", "app"],
		["setpriv --reuid 7 --init-groups --nnp app", "app"],
	];
	test.each(commands)("%s", (line, command) => {
		const [program = "", ...words] = line.split(" ");
		expect(prefixed(program, words)?.command).toEqual(command.split(" "));
	});

	test.each([
		["gosu app server", "app"],
		["su-exec 7:staff server", "7:staff"],
		["s6-setuidgid app server", "app"],
		["runuser -u app -- server", "app"],
		["runuser --user=app server", "app"],
		["chroot --userspec=app / server", "app"],
		["chroot --userspec app / server", "app"],
	])("%s changes the user to %s", (line, user) => {
		const [program = "", ...words] = line.split(" ");
		expect(prefixed(program, words)).toEqual({ command: ["server"], user });
	});

	test.each([
		"runuser -u app -g staff server",
		"chroot --userspec=app:staff / server",
		"chroot --userspec=app --groups=7 / server",
		"setpriv --reuid=7 --regid 8 --clear-groups --nnp --inh-caps -all server",
		"chpst -u app server",
	])("%s: as whom is not plain", (line) => {
		const [program = "", ...words] = line.split(" ");
		expect(prefixed(program, words)).toEqual({ command: ["server"] });
	});

	test.each([
		[
			["-S", "-i A=1 app -x", "y"],
			["app", "-x", "y"],
		],
		[["-Sapp x"], ["app", "x"]],
		[
			["-vS", "app x", "y"],
			["app", "x", "y"],
		],
		[
			["--split-string=A=1 app\tx", "y"],
			["app", "x", "y"],
		],
		[["-S", 'app "a b"'], undefined],
		[["-S", "app $" + "{HOME}"], undefined],
		[["-S", "A=1"], undefined],
	])("env %j", (words, command) => {
		expect(prefixed("env", words)?.command).toEqual(command);
	});

	test.each(["chroot /srv server", "gosu app", "server --flag", "chroot --userspec=app /srv server"])(
		"%s: nothing of this root",
		(line) => {
			const [program = "", ...words] = line.split(" ");
			expect(prefixed(program, words)).toBeUndefined();
		},
	);
});

describe("what a program of the image is to start and is not there", () => {
	const bin = memoryTree([
		["/bin/busybox", text("\x7fELF busybox", 0o755)],
		["/bin/sh", link("/bin/busybox")],
		["/bin/nice", link("/bin/busybox")],
		["/bin/dash", program],
		["/bin/bash", program],
		["/bin/env", program],
		["/bin/tini", program],
		["/bin/dumb-init", program],
		["/bin/catatonit", program],
		["/bin/su-exec", program],
		["/bin/gosu", program],
		["/bin/setsid", program],
		["/bin/timeout", program],
		["/usr/lib/cargo/bin/coreutils", program],
		["/bin/nohup", link("/usr/lib/cargo/bin/coreutils")],
		["/opt/folder/file", text("x")],
		["/opt/elf", fixture("x86_64-glibc/hello")],
		["/opt/closed", text("true", 0o600)],
		["/entry.sh", text('#!/bin/dash\n\nset -e\nexec "$@"\n', 0o755)],
		["/crlf.sh", text('#!/bin/dash\nexec "$@"\r\n', 0o755)],
		["/crlf-blocks.sh", text('#!/bin/sh\nif true; then :; fi\nexec "$@"\r\n', 0o755)],
		["/prepared.sh", text('#!/bin/dash\nset -u\nmkdir -p /srv\nexec su-exec-static app "$@"\n', 0o755)],
		["/strict.sh", text("#!/bin/dash\nset -e\nchown app /data\necho done\n", 0o755)],
		[
			"/conditional.sh",
			text(
				`#!/bin/dash
# no is not made here
if [ "$(id -u)" = 0 ]; then
	chown -R 'app' "$DATA"
	echo "owner changed" >&2
fi
exec no app`,
				0o755,
			),
		],
		["/brings.sh", text("#!/bin/dash\ncurl -o /bin/no http://localhost/no\nexec no\n", 0o755)],
		["/makes.sh", text("#!/bin/dash\ncat /opt/elf > /bin/no\nexec no\n", 0o755)],
		["/leaves.sh", text('#!/bin/dash\nif [ -n "$A" ]; then exec tini; fi\nexec no\n', 0o755)],
		["/brings-within.sh", text('#!/bin/dash\nif [ -n "$A" ]; then\n\tapt-get install no\nfi\nexec no\n', 0o755)],
		["/elsewhere.sh", text("#!/bin/dash\nif [ -d /x ]; then PATH=/x; fi\nexec no\n", 0o755)],
		["/hidden.sh", text('#!/bin/dash\nif [ "$(fetch)" ]; then :; fi\nexec no\n', 0o755)],
		["/lax.sh", text("#!/bin/dash\nchown app /data\nexec env\n", 0o755)],
		["/unsure.sh", text('#!/bin/dash\n. /env.sh\nexec "$@"\n', 0o755)],
	]);
	const last = (words: readonly string[], more = {}) =>
		startedPrograms(image({ entrypoint: words, environment: ["PATH=/bin"], ...more }), bin).at(-1);

	test.each([
		[["/bin/dash", "-c", "no -x"], "/bin/dash: 1: no: not found"],
		[["/bin/dash", "-c", "set -e\n\nexec /no"], "/bin/dash: 3: exec: /no: not found"],
		[["/bin/dash", "-c", "exec no", "name"], "name: 1: exec: no: not found"],
		[["/bin/dash", "-c", "/opt/folder"], "/bin/dash: 1: /opt/folder: Permission denied"],
		[["/bin/bash", "-c", "no -x"], "/bin/bash: line 1: no: command not found"],
		[["/bin/bash", "-c", "exec no"], "/bin/bash: line 1: exec: no: not found"],
		[["/bin/bash", "-c", "exec /no"], "/bin/bash: line 1: /no: No such file or directory"],
		[["/bin/bash", "-c", "/opt/folder"], "/bin/bash: line 1: /opt/folder: Is a directory"],
		[["/bin/sh", "-c", "no -x"], "/bin/sh: no: not found"],
		[["/bin/sh", "-c", "exec no"], "/bin/sh: exec: line 0: no: not found"],
		[["/bin/sh", "-c", "['/opt/elf', '-x']"], "/bin/sh: [/opt/elf,: not found"],
		[["/bin/dash", "/no"], "/bin/dash: 0: cannot open /no: No such file"],
		[["/bin/bash", "/no"], "/bin/bash: /no: No such file or directory"],
		[["/bin/sh", "/no"], "/bin/sh: can't open '/no': No such file or directory"],
		[["/bin/bash", "/opt/elf"], "/opt/elf: /opt/elf: cannot execute binary file"],
		[["/bin/sh", "/opt/elf"], undefined],
		[["/entry.sh", "no"], "/entry.sh: 4: exec: no: not found"],
		[["/bin/sh", "/entry.sh", "no"], "/entry.sh: exec: line 4: no: not found"],
		[["env", "no"], "env: 'no': No such file or directory"],
		[["nice", "-n", "5", "no"], "nice: can't execute 'no': No such file or directory"],
		[["tini", "--", "no"], "[FATAL tini (7)] exec no failed: No such file or directory"],
		[["tini", "sh", "-c", "no"], "sh: no: not found"],
		[["dumb-init", "no"], "[dumb-init] no: No such file or directory"],
		[["catatonit", "no"], "ERROR (catatonit:7): failed to exec pid1: No such file or directory"],
		[["su-exec", "7", "/opt/folder"], "su-exec: /opt/folder: Permission denied"],
		[["gosu", "7", "/no"], 'error: exec: "/no": stat /no: no such file or directory'],
		[["/crlf.sh"], "/crlf.sh: 2: exec: \r: not found"],
		[["/crlf.sh", "tini"], "/crlf.sh: 2: exec: tini\r: not found"],
		[["/crlf-blocks.sh", "tini"], "/crlf-blocks.sh: exec: line 3: tini\r: not found"],
		[["/bin/dash", "-c", "exec /entry.sh\r"], "/bin/dash: 1: exec: /entry.sh\r: not found"],
		[["/bin/bash", "-c", "tini\u3000"], "/bin/bash: line 1: tini\u3000: command not found"],
		[["/bin/dash", "-c", "exec\vtini"], "/bin/dash: 1: exec\vtini: not found"],
		[["/bin/dash", "-c", '"$0" "$@"', "no", "x"], "no: 1: no: not found"],
		[["/prepared.sh", "no"], "/prepared.sh: 4: exec: su-exec-static: not found"],
		[["/strict.sh"], "/strict.sh: 3: chown: not found"],
		[["/conditional.sh"], "/conditional.sh: 7: exec: no: not found"],
		[["/bin/dash", "-c", "chown app /data && true"], "/bin/dash: 1: chown: not found"],
		[["setsid", "no"], "setsid: failed to execute no: No such file or directory"],
		[["timeout", "5", "no"], "timeout: failed to run command 'no': No such file or directory"],
		[["nohup", "no"], undefined],
	])("%j", (words, line) => {
		expect(last(words)?.missing).toMatchObject({ obstacle: {}, ...(line === undefined ? {} : { line }) });
		expect(last(words)?.missing?.line).toBe(line);
	});

	test("may not be read by the image's user", () => {
		expect(last(["/bin/sh", "/opt/closed"], { user: "7" })?.missing).toEqual({
			word: "/opt/closed",
			starter: "/bin/sh",
			line: "/bin/sh: can't open '/opt/closed': Permission denied",
			obstacle: { kind: "not-readable", path: "/opt/closed" },
		});
	});

	test.each([
		[["sh", "-c", "env && ./no"]],
		[["sh", "-c", "PATH=$PATH:/opt no"]],
		[["sh", "-c", "export PATH=/opt; no"]],
		[["sh", "-c", ". /env.sh; no"]],
		[["sh", "-c", "cd /opt; ./no"]],
		[["sh", "-c", "test -x no && no"]],
		[["sh", "-c", "no || true"]],
		[["sh", "-c", "no & wait"]],
		[["sh", "-c", "/opt/*/no"]],
		[["sh", "-c", "time no"]],
		[["sh", "-c", "typeset -x A=1"]],
		[["/unsure.sh", "no"]],
		[["/brings.sh"]],
		[["/makes.sh"]],
		[["/leaves.sh"]],
		[["/brings-within.sh"]],
		[["/elsewhere.sh"]],
		[["/hidden.sh"]],
		[["/lax.sh"]],
		[["sh", "-c", "[ -x no ] && no"]],
		[["sh", "-c", "set -e; env && no; tini"]],
		[["sh", "-c", "no & tini"]],
		[["env", "PATH=/opt", "no"]],
		[["env", "-i", "no"]],
		[["chroot", "/", "env", "-C", "/opt", "./no"]],
	])("%j: nobody knows whether it is run, or where it is looked for", (words) => {
		expect(last(words)?.missing).toBeUndefined();
	});
});

describe("a text without a first line for the kernel", () => {
	const glibc = fixture("x86_64-glibc/hello");
	const texts = memoryTree([
		["/bin/sh", program],
		["/bin/env", glibc],
		["/bin/tini", fixture("x86_64-glibc/hello-static-pie")],
		["/bin/nice", fixture("x86_64-musl/hello")],
		["/bin/gosu", fixture("x86_64-glibc/go-static")],
		["/script", text("echo hello\n", 0o755)],
		["/data", text("hello\n")],
		["/run.sh", text("#!/nowhere/sh\nexec /bin/env\n")],
	]);
	const read = (words: readonly string[]) =>
		startedPrograms(image({ entrypoint: words, environment: ["PATH=/bin"] }), texts)
			.filter(({ role }) => role === "command")
			.map(({ path, isRead }) => `${path} ${isRead}`);

	test.each([
		[["sh", "-c", "/script"], ["/script true"]],
		[["env", "/script"], ["/script true"]],
		[["tini", "/script"], ["/script true"]],
		[["nice", "/script"], ["/script undefined"]],
		[["gosu", "7", "/script"], ["/script undefined"]],
		[["sh", "-c", "/data"], ["/data undefined"]],
		[["sh", "/data"], ["/data true"]],
		[
			["sh", "/run.sh"],
			["/run.sh true", "/bin/env undefined"],
		],
	])("%j: is read by a shell, or refused", (words, expected) => {
		expect(read(words)).toEqual(expected);
	});
});

describe("as whom a program is started", () => {
	const users = memoryTree([
		["/etc/passwd", text("root:x:0:0\napp:x:7:8\nother:x:9:9\n")],
		["/bin/sh", program],
		["/bin/gosu", program],
		["/bin/server", program],
		["/closed/tool", { ...program, mode: 0o700 } as TreeEntry],
		["/entry.sh", text('#!/bin/sh\nif [ -n "$DEBUG" ]; then exec "$@"; fi\nexec gosu app "$@"\n', 0o755)],
	]);
	const as = (entrypoint: readonly string[], more = {}): readonly (string | undefined)[] =>
		startedPrograms(image({ entrypoint, environment: ["PATH=/closed:/bin"], ...more }), users).map(
			({ path, missing, user }) => `${path ?? missing?.line} ${user}`,
		);

	test.each([
		[
			["gosu", "app", "server"],
			["/bin/gosu undefined", "/bin/server app"],
		],
		[
			["sh", "-c", "exec gosu app server"],
			["/bin/sh undefined", "/bin/gosu undefined", "/bin/server app"],
		],
		[
			["gosu", "app", "gosu", "other", "server"],
			["/bin/gosu undefined", "/bin/server app"],
		],
		[
			["gosu", "root", "gosu", "app", "server"],
			["/bin/gosu undefined", "/bin/server app"],
		],
		[
			["/entry.sh", "server"],
			["/entry.sh undefined", "/bin/gosu undefined", "/bin/server app"],
		],
		[
			["/entry.sh", "--help"],
			["/entry.sh undefined", "/bin/gosu undefined"],
		],
		[
			["gosu", "app", "tool"],
			["/bin/gosu undefined", 'error: exec: "tool": executable file not found in $PATH app'],
		],
		[
			["gosu", "root", "tool"],
			["/bin/gosu undefined", "/closed/tool root"],
		],
	])("%j", (entrypoint, expected) => {
		expect(as(entrypoint)).toEqual(expected);
	});

	test("only root becomes another", () => {
		expect(as(["gosu", "app", "server"], { user: "other" })).toEqual(["/bin/gosu undefined", "/bin/server undefined"]);
	});
});

describe("a shell text", () => {
	test.each([
		["app --flag 'a b' \"c d\"", [["app", "--flag", "a b", "c d"]]],
		["a && b || c; d\ne & f", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]],
		["X=1 Y=2 app > /dev/null 2>&1", [["app"]]],
		["app # comment\nnext", [["app"], ["next"]]],
		["a\\ b c\\\n d", [["a b", "c", "d"]]],
		["X=1", [[]]],
	])("%j", (source, expected) => {
		expect(simpleCommands(source)?.map(({ words }) => words)).toEqual(expected);
	});

	test.each(["$APP --flag", "app $(other)", "`app`", "if a; then b; fi", "(app)", "app 'unended"])(
		"%j is not simple",
		(source) => {
			expect(simpleCommands(source)).toBeUndefined();
		},
	);
});

test.each([
	['exec "$@"', true],
	['\texec gosu user "$@"', true],
	["exec $@", true],
	['set -- && exec "$@"', true],
	['# exec "$@"', false],
	['echo "$@"', false],
	["exec app", false],
])("%j hands its arguments on: %s", (line, expected) => {
	expect(handsArgumentsOn(`#!/bin/sh\n${line}\n`)).toBe(expected);
});

test("a text with more commands than are followed is never taken for all that is started", () => {
	const lines = Array.from({ length: 300 }, () => "app").join("\n");
	const few = startedPrograms(image({ entrypoint: ["/bin/sh", "-c", "app\n".repeat(60)] }), tree);
	expect(few.map(({ unjudged }) => unjudged)).toEqual([undefined, undefined]);
	const many = startedPrograms(image({ entrypoint: ["/bin/sh", "-c", lines] }), tree);
	expect(many.at(-1)?.unjudged).toBe(
		"what else is started is not known: a text of a shell runs more commands than are followed",
	);
});
