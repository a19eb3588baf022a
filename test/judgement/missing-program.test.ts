import { expect, test } from "vitest";
import type { ImageFacts } from "../../src/image/image-facts.ts";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import type { TargetResult } from "../../src/verdict/report.ts";
import { fixture, image, link, opened, text } from "../subjects/opened.ts";
import { judgeOn } from "./judge-on.ts";

const program = fixture("x86_64-glibc/hello-static-pie");

/** What becomes of the programs that an image of a shell and one program starts. */
function startedResults(facts: Partial<ImageFacts>, target = "self"): readonly (TargetResult | undefined)[] {
	const input = opened(
		{
			"/opt/app": program,
			"/bin/dash": program,
			"/opt/run": text("app", 0o755),
			"/opt/text": text("app"),
			"/itself": link("/proc/self/exe"),
			"/opt/mine": fixture("x86_64-glibc/hello-static-pie", 0o700),
			"/closed": { type: "directory", mode: 0o700 },
			"/closed/app": program,
		},
		image(facts),
	);
	const judge = judgeOn(input, target);
	const subjects = [...discoverSubjects(input)].filter(({ role }) => role !== undefined);
	return subjects.map(judge).map(({ results: [result] }) => result);
}

test.each<readonly [string, Partial<ImageFacts>, string, RegExp]>([
	[
		"a name outside of PATH",
		{ entrypoint: ["app"] },
		'exec: "app": executable file not found in $PATH',
		/copy it into the image/,
	],
	[
		"a path with its arguments in one word",
		{ entrypoint: ["/opt/app --flag"] },
		'exec: "/opt/app --flag": stat /opt/app --flag: no such file or directory',
		/a word of its own/,
	],
	["a folder", { command: ["/opt"] }, 'exec: "/opt": is a directory', /name the program in it/],
	["an empty word", { entrypoint: [""], command: ["/opt/app"] }, 'exec: "": executable file not found in $PATH', /./],
	[
		"a relative entry of PATH",
		{ entrypoint: ["app"], environment: ["PATH=opt"] },
		'exec: "app": cannot run executable found relative to current directory',
		/`\/opt\/app`/,
	],
])("%s fails in the runtime's words, with what helps", (_, facts, message, remedy) => {
	const [result] = startedResults(facts);
	expect(result).toMatchObject({ verdict: "fails", message, findings: [{ rule: "program-missing" }] });
	expect(result?.findings[0]?.remedies.join("\n")).toMatch(remedy);
});

test("a user whom nobody knows comes before a program that nobody finds", () => {
	const [result] = startedResults({ entrypoint: ["app"], user: "nobody" });
	expect(result?.findings[0]?.rule).toBe("user-missing");
});

test("a program that the image lacks may be the base's to which it moves", () => {
	const facts = { entrypoint: ["bash"] };
	expect(startedResults(facts)).toMatchObject([{ verdict: "fails" }]);
	expect(startedResults(facts, "debian:12-slim")).toMatchObject([{ verdict: "runs" }]);
	const [onAlpine] = startedResults(facts, "alpine:3.20");
	expect(onAlpine?.verdict).toBe("fails");
	expect(onAlpine?.findings[0]?.remedies).toContain("`apk add bash`");
});

test("a list that is no JSON is a text for the shell, which does not find its first word", () => {
	const [shell, command] = startedResults({ command: ["/bin/dash", "-c", "['/opt/app', '--flag']"] });
	expect(shell?.verdict).toBe("runs");
	expect(command).toMatchObject({ verdict: "fails", message: "/bin/dash: 1: [/opt/app,: not found" });
	expect(command?.findings[0]?.remedies).toEqual([expect.stringContaining('`["/app", "--flag"]`')]);
});

test("a file that a shell reads is not judged as one that the kernel starts", () => {
	expect(startedResults({ entrypoint: ["/bin/dash", "/opt/run"] })).toHaveLength(1);
	expect(startedResults({ entrypoint: ["/opt/run"] })).toMatchObject([{ message: "exec /opt/run: exec format error" }]);
});

test.each<readonly [Partial<ImageFacts>, string, string]>([
	[{ entrypoint: ["/opt/text"] }, 'exec: "/opt/text": permission denied', "exec-refused"],
	[{ entrypoint: ["./text"], workingDirectory: "/opt" }, 'exec: "./text": permission denied', "exec-refused"],
	[{ entrypoint: ["/opt/mine"], user: "7" }, 'exec: "/opt/mine": permission denied', "permission-denied"],
	[
		{ entrypoint: ["/closed/app"], user: "7" },
		'exec: "/closed/app": stat /closed/app: permission denied',
		"permission-denied",
	],
])("%j: the runtime meets the modes before the kernel does", (facts, message, rule) => {
	const [result] = startedResults(facts);
	expect(result).toMatchObject({ verdict: "fails", message, findings: [{ rule }] });
});

test.each(["/proc/self/root/opt/app", "/itself"])("%s: nobody knows what the runtime mounts there", (path) => {
	expect(startedResults({ entrypoint: [path] })).toMatchObject([
		{ verdict: "unknown", message: `${path} leads to what the runtime mounts` },
	]);
});

test("further programs are refused in the words of what starts them, not in the runtime's", () => {
	const [, result] = startedResults({ entrypoint: ["/bin/dash", "-c", "/opt/mine"], user: "7" });
	expect(result?.message).toBe("/bin/dash: 1: /opt/mine: Permission denied");
});
