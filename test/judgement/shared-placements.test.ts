import { expect, test } from "vitest";
import { subjectJudge } from "../../src/judgement/subject-judge.ts";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import { findTarget } from "../../src/targets/find-target.ts";
import { fixture, image, opened } from "../subjects/opened.ts";

/** A place holds what was found out about the base: whose loaders stand there, what is not there. */
test("the places that remedies ask about are made once for all files of an image", () => {
	const input = opened(
		{ "/app/one": fixture("x86_64-glibc/hello"), "/app/two": fixture("x86_64-glibc/greeter") },
		image({}),
	);
	const asked: string[] = [];
	const judge = subjectJudge({
		input,
		targets: ["alpine:3.20"],
		targetSource: (name, arch) => {
			asked.push(name);
			return findTarget(name, arch);
		},
		arch: undefined,
		alone: false,
		workingDirectory: "/",
	});
	const reports = [...discoverSubjects(input)].map(judge);
	expect(reports.map(({ results }) => results[0]?.verdict)).toEqual(["fails", "fails"]);
	expect(asked).toContain("distroless/base-debian12");
	expect(asked).toEqual([...new Set(asked)]);
});
