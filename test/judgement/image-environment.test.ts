import { describe, expect, test } from "vitest";
import { discoverSubjects } from "../../src/input/subjects/discover-subjects.ts";
import { subjectJudge } from "../../src/judgement/judge-input.ts";
import { findTarget } from "../../src/targets/find-target.ts";
import type { TargetResult } from "../../src/verdict/report.ts";
import { fixture, image, opened, text } from "../input-subjects/opened.ts";

/** A program whose library stands where only LD_LIBRARY_PATH leads, and a script whose program only PATH finds. */
function results(environment: readonly string[]): Readonly<Record<string, TargetResult | undefined>> {
	const input = opened(
		{
			"/app/greeter": fixture("x86_64-glibc/greeter"),
			"/opt/lib/libgreet.so.1": fixture("x86_64-glibc/v2/libgreet.so.1"),
			"/app/run": text("#!/usr/bin/env tool\n", 0o755),
			"/opt/bin/tool": fixture("x86_64-glibc/hello"),
		},
		image({ environment }),
	);
	const judge = subjectJudge({
		input,
		targets: ["debian:12-slim"],
		targetSource: findTarget,
		arch: undefined,
		alone: false,
		workingDirectory: "/",
	});
	return Object.fromEntries(
		[...discoverSubjects(input)].map(judge).map(({ path, results: [result] }) => [path, result]),
	);
}

describe("what an image sets for its processes", () => {
	test("without LD_LIBRARY_PATH the library is missing, with it it is found", () => {
		expect(results([])["/app/greeter"]?.missing.libraries).toEqual(["libgreet.so.1"]);
		expect(results(["LD_LIBRARY_PATH=/nowhere:/opt/lib"])["/app/greeter"]).toMatchObject({
			verdict: "runs",
			missing: { libraries: [] },
		});
	});

	test("LD_PRELOAD brings it, too", () => {
		expect(results(["LD_PRELOAD=/opt/lib/libgreet.so.1"])["/app/greeter"]?.missing.libraries).toEqual([]);
	});

	test("PATH leads env to the script's program", () => {
		expect(results([])["/app/run"]).toMatchObject({
			verdict: "fails",
			message: "/usr/bin/env: 'tool': No such file or directory",
			findings: [{ rule: "script-program-missing" }],
		});
		expect(results(["PATH=/bin:/opt/bin"])["/app/run"]).toMatchObject({ verdict: "runs", findings: [] });
	});

	test("the last of two settings counts", () => {
		const twice = ["LD_LIBRARY_PATH=/opt/lib", "LD_LIBRARY_PATH=/nowhere"];
		expect(results(twice)["/app/greeter"]?.missing.libraries).toEqual(["libgreet.so.1"]);
	});
});
