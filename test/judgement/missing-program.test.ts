import { expect, test } from "vitest";
import type { ImageFacts } from "../../src/input/opened-input.ts";
import { discoverSubjects } from "../../src/input/subjects/discover-subjects.ts";
import { subjectJudge } from "../../src/judgement/judge-input.ts";
import { findTarget } from "../../src/targets/find-target.ts";
import type { TargetResult } from "../../src/verdict/report.ts";
import { fixture, image, opened } from "../input-subjects/opened.ts";

/** What becomes of the first program of an image with one static program, `/opt/app`. */
function firstResult(facts: Partial<ImageFacts>): TargetResult | undefined {
	const input = opened({ "/opt/app": fixture("x86_64-glibc/hello-static-pie") }, image(facts));
	const judge = subjectJudge({
		input,
		targets: ["self"],
		targetSource: findTarget,
		arch: undefined,
		alone: false,
		workingDirectory: "/",
	});
	const [first] = [...discoverSubjects(input)].map(judge);
	return first?.results[0];
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
	const result = firstResult(facts);
	expect(result).toMatchObject({ verdict: "fails", message, findings: [{ rule: "program-missing" }] });
	expect(result?.findings[0]?.remedies.join("\n")).toMatch(remedy);
});

test("a user whom nobody knows comes before a program that nobody finds", () => {
	expect(firstResult({ entrypoint: ["app"], user: "nobody" })?.findings[0]?.rule).toBe("user-missing");
});
