import { describe, expect, test } from "vitest";
import { nearestBase } from "../../src/verdict/nearest-base.ts";
import type { SubjectReport, TargetResult } from "../../src/verdict/report.ts";

function result(target: string, missing: Partial<TargetResult["missing"]>, rule = "library-missing"): TargetResult {
	const all = { libraries: [], symbols: [], versions: [], ...missing };
	const isNothing = Object.values(all).every((each) => each.length === 0);
	return {
		target,
		arch: "x86_64",
		verdict: isNothing ? "runs" : "fails",
		missing: all,
		findings: isNothing ? [] : [{ rule, severity: "error", message: "m", evidence: {}, remedies: [] }],
	};
}

function subject(...results: readonly TargetResult[]): SubjectReport {
	return { path: "/app", source: "app", kind: "executable", results };
}

const TARGETS = ["scratch", "alpine:3.20", "busybox:1.38.0-glibc", "debian:12-slim", "debian:13-slim"];
const SSL = { libraries: ["libssl.so.3"] };

describe("the nearest base", () => {
	test("lacks libraries that packages of its release bring", () => {
		const one = subject(
			result("busybox:1.38.0-glibc", SSL),
			result("debian:12-slim", SSL),
			result("debian:13-slim", SSL),
		);
		expect(nearestBase([one], TARGETS)).toEqual({ target: "debian:12-slim", packages: ["libssl3"] });
		expect(nearestBase([one], ["debian:13-slim"])).toEqual({ target: "debian:13-slim", packages: ["libssl3t64"] });
	});

	test("on Alpine by Alpine's packages", () => {
		const one = subject(result("alpine:3.20", { libraries: ["libstdc++.so.6", "libz.so.1"] }));
		expect(nearestBase([one], TARGETS)).toEqual({ target: "alpine:3.20", packages: ["libstdc++", "zlib"] });
	});

	test("serves every subject", () => {
		const first = subject(result("debian:12-slim", SSL), result("debian:13-slim", SSL));
		const second = subject(
			result("debian:12-slim", { versions: ["GLIBC_2.38"] }, "symbol-version-missing"),
			result("debian:13-slim", { libraries: ["libcurl.so.4"] }),
		);
		const runs = subject(result("debian:12-slim", {}), result("debian:13-slim", {}));
		expect(nearestBase([first, second, runs], TARGETS)).toEqual({
			target: "debian:13-slim",
			packages: ["libcurl4t64", "libssl3t64"],
		});
	});

	test.each([
		["a library of another release", result("debian:13-slim", { libraries: ["libicuuc.so.72"] })],
		["a library that nobody has", result("debian:13-slim", { libraries: ["libmine.so.1"] })],
		["a version besides", result("debian:13-slim", { ...SSL, versions: ["GLIBC_2.42"] })],
		["a symbol besides", result("debian:13-slim", { ...SSL, symbols: ["gone"] })],
		["an interpreter", result("alpine:3.20", { interpreter: "/lib64/ld-linux-x86-64.so.2" })],
		["another error", result("debian:13-slim", SSL, "executable-stack")],
		["an unknown verdict", { ...result("debian:13-slim", SSL), verdict: "unknown" } as const],
	])("is none that lacks %s", (_what, only) => {
		expect(nearestBase([subject(only)], TARGETS)).toBeUndefined();
	});
});
