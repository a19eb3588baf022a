import { describe, expect, test } from "vitest";
import { targetRuns } from "../../src/cli/commands/target-runs.ts";
import { listTargets } from "../../src/targets/find-target.ts";
import { runInspect } from "./run-inspect.ts";

const symbol = (...names: readonly string[]) => runInspect(["symbol", ...names]).stdout;

describe("targetRuns", () => {
	const ALL = [
		"alpine:edge",
		"alpine:3.20",
		"alpine:3.19",
		"alpine:3.18",
		"busybox:1.38.0-musl",
		"busybox:1.37.0-glibc",
	];
	test.each([
		["all of an image", ALL.slice(0, 4), ["alpine:3.18 to alpine:edge"]],
		["two are named", ALL.slice(2, 4), ["alpine:3.19", "alpine:3.18"]],
		["a gap ends a run", [ALL[0], ALL[2], ALL[3]], ["alpine:edge", "alpine:3.19", "alpine:3.18"]],
		["images stay apart", ALL.slice(1), ["alpine:3.18 to alpine:3.20", "busybox:1.38.0-musl", "busybox:1.37.0-glibc"]],
		["none", [], []],
	])("%s", (_name, names, expected) => {
		expect(
			targetRuns(
				names.flatMap((name) => name ?? []),
				ALL,
			),
		).toEqual(expected);
	});

	test("no run of the built-in targets goes over two images", () => {
		const all = [...new Set(listTargets().map(({ name }) => name))];
		const ends = targetRuns(all, all).flatMap((text) => (text.includes(" to ") ? [text.split(" to ")] : []));
		expect(ends.length).toBeGreaterThan(2);
		for (const [from, to] of ends) expect(from?.split(":")[0]).toBe(to?.split(":")[0]);
	});
});

describe("inspect symbol", () => {
	test("says releases by their ends, and folds", () => {
		const text = symbol("__rawmemchr");
		expect(text).toContain("lacking: alpine:3.6 to alpine:edge\n");
		expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
	});

	test("a version that the linker wrote behind it counts", () => {
		const [bare, old, none] = ["memcpy", "memcpy@GLIBC_2.2.5", "memcpy@@GLIBC_9.9"].map((name) => symbol(name));
		expect(bare).toContain("every target with a loader has it");
		expect(old).toContain("every target with a loader has it");
		expect(none).toMatch(/lacking:.*debian:11-slim\s+to\s+debian:testing-slim/s);
		expect(none, "musl's loader looks at no versions").toMatch(
			/in libc\.musl-x86_64\.so\.1: alpine:3\.6 to alpine:edge/,
		);
	});

	test("calls an add-on as --target does", () => {
		expect(symbol("_ZNSt6thread4joinEv")).toContain("in libstdc++.so.6 GLIBCXX_3.4.11: +libstdc++, ");
	});

	test.each([
		["libgcc_s.so.1", /the name of a library: `inspect FILE`/],
		["std::thread::join()", /the mangled one, which begins with _Z/],
	])("%s is no symbol", (name, words) => {
		expect(symbol(name)).toMatch(words);
		expect(symbol(name)).not.toContain("check the spelling");
	});
});
