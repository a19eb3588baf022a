import { describe, expect, test } from "vitest";
import type { ImageFacts } from "../../src/image/image-facts.ts";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import type { TargetResult } from "../../src/verdict/report.ts";
import { fixture, image, opened, text } from "../subjects/opened.ts";
import { judgeOn } from "./judge-on.ts";

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
	return Object.fromEntries(
		[...discoverSubjects(input)]
			.map(judgeOn(input, "debian:12-slim"))
			.map(({ path, results: [result] }) => [path, result]),
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

	test.each(["LD_TRACE_LOADED_OBJECTS=", "LD_TRACE_LOADED_OBJECTS=1", "LD_DEBUG=libs,help"])(
		"%s keeps glibc's loader from starting anything",
		(variable) => {
			expect(results(["LD_LIBRARY_PATH=/opt/lib", variable])["/app/greeter"]).toMatchObject({ verdict: "unknown" });
		},
	);

	test("LD_DEBUG for anything else does not", () => {
		const found = results(["LD_LIBRARY_PATH=/opt/lib", "LD_DEBUG=libs"])["/app/greeter"];
		expect(found).toMatchObject({ verdict: "runs" });
	});

	test("the last of two settings counts", () => {
		const twice = ["LD_LIBRARY_PATH=/opt/lib", "LD_LIBRARY_PATH=/nowhere"];
		expect(results(twice)["/app/greeter"]?.missing.libraries).toEqual(["libgreet.so.1"]);
	});
});

describe("what a program of the image sets for what it starts", () => {
	const started = (facts: Partial<ImageFacts>): TargetResult | undefined => {
		const input = opened(
			{
				"/app/greeter": fixture("x86_64-glibc/greeter"),
				"/opt/lib/libgreet.so.1": fixture("x86_64-glibc/v2/libgreet.so.1"),
				"/app/run": text("#!/bin/sh\nexport LD_LIBRARY_PATH=/opt/lib\nexec /app/greeter\n", 0o755),
				"/app/branch": text(
					"#!/bin/sh\ncase x in x) export LD_LIBRARY_PATH=/opt/lib;; esac\nexec /app/greeter\n",
					0o755,
				),
				"/usr/bin/env": fixture("x86_64-glibc/hello"),
			},
			image(facts),
		);
		const judge = judgeOn(input, "debian:12-slim");
		const greeter = [...discoverSubjects(input)].find(({ path }) => path === "/app/greeter");
		return greeter && judge(greeter).results[0];
	};
	const libraryPath = "LD_LIBRARY_PATH=/opt/lib";

	test.each([
		[{ entrypoint: ["/app/run"] }],
		[{ entrypoint: ["env", libraryPath, "/app/greeter"] }],
		[{ command: ["/bin/sh", "-c", `${libraryPath} exec /app/greeter`] }],
	])("%j: its loader looks there", (facts) => {
		expect(started(facts)).toMatchObject({ verdict: "runs" });
	});

	test.each([
		[{ entrypoint: ["env", "-i", "/app/greeter"] }],
		[{ entrypoint: ["env", "-u", "LD_LIBRARY_PATH", "/app/greeter"] }],
		[{ command: ["/bin/sh", "-c", "LD_LIBRARY_PATH=/nowhere /app/greeter"] }],
	])("%j: its loader does not look where the image says", (facts) => {
		const result = started({ ...facts, environment: [libraryPath] });
		expect(result).toMatchObject({ verdict: "fails", missing: { libraries: ["libgreet.so.1"] } });
	});

	test("a loader that is told to start a program runs itself, and does with it what is not followed", () => {
		const loader = "/opt/ld-linux-x86-64.so.2";
		const input = opened(
			{ [loader]: fixture("x86_64-glibc/hello-static-pie"), "/app/greeter": fixture("x86_64-glibc/greeter") },
			image({ entrypoint: [loader, "--library-path", "/opt/lib", "/app/greeter"] }),
		);
		const results = [...discoverSubjects(input)]
			.map(judgeOn(input, "debian:12-slim"))
			.map(({ path, results: [result] }) => [path, result]);
		expect(results).toMatchObject([
			[loader, { verdict: "runs" }],
			["/app/greeter", { verdict: "unknown", message: `${loader} loads it as its options say, which is not followed` }],
		]);
	});

	test("a library is not said to be missing where nobody knows what is set", () => {
		const message = "what starts it may set LD_LIBRARY_PATH, and to what cannot be told";
		expect(started({ entrypoint: ["/app/branch"] })).toMatchObject({ verdict: "unknown", message });
	});
});
