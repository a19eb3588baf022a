import { describe, expect, test } from "vitest";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import type { SubjectReport } from "../../src/verdict/report.ts";
import { fixture, image, opened } from "../subjects/opened.ts";
import { judgeOn } from "./judge-on.ts";

type Files = Parameters<typeof opened>[0];

function judged(files: Files, architecture: string, target: string): Readonly<Record<string, SubjectReport>> {
	const input = opened(files, image({ architecture, entrypoint: ["/app"] }));
	return Object.fromEntries(
		[...discoverSubjects(input)].map(judgeOn(input, target)).map((report) => [report.path, report]),
	);
}

const amd64 = fixture("x86_64-musl/hello-static");
const arm64 = fixture("aarch64-musl/hello-static");

/** utkuozdemir/nvidia_gpu_exporter#418 and cloudposse/atmos#2931: images for arm64 with the amd64 program.
 *  JustaPenguin/assetto-server-manager#1119: a 32-bit program in an amd64 image. */
describe("the architecture of an image", () => {
	test.each(["self", "debian:12-slim", "scratch"])("holds for its programs on %s", (target) => {
		expect(judged({ "/app": amd64 }, "arm64", target)["/app"]?.results[0]).toMatchObject({
			arch: "aarch64",
			verdict: "fails",
			message: "exec /app: exec format error",
		});
		expect(judged({ "/app": arm64 }, "arm64", target)["/app"]?.results[0]?.verdict).toBe("runs");
	});

	test("is not that of most of its files", () => {
		const files = { "/app": amd64, "/b": amd64, "/c": amd64, "/d": arm64 };
		expect(judged(files, "arm64", "self")["/d"]?.results[0]?.verdict).toBe("runs");
	});

	test("has 32-bit programs judged on the 64-bit base, which lacks their loader", () => {
		const result = judged({ "/app": fixture("i386-glibc/hello") }, "amd64", "debian:12-slim")["/app"]?.results[0];
		expect(result).toMatchObject({ arch: "x86_64", message: "exec /app: no such file or directory" });
		const remedies = result?.findings.flatMap((finding) => finding.remedies).join("\n");
		expect(remedies).toContain("dpkg --add-architecture i386");
		expect(remedies).toContain("lib32gcc-s1");
	});

	test("lets libraries for other machines be, unless something needs them", () => {
		const library = fixture("i386-glibc/libgreet.so.1");
		const report = judged({ "/app": amd64, "/opt/x/libgreet.so.1": library }, "amd64", "debian:12-slim");
		expect(report["/opt/x/libgreet.so.1"]).toMatchObject({
			results: [],
			notForTarget: [{ target: "debian:12-slim", because: "it is for i386, and nothing here needs it" }],
		});
	});

	test("lets programs for other machines be that nobody may start", () => {
		const report = judged(
			{ "/app": amd64, "/testdata/arm": fixture("aarch64-musl/hello-static", 0o644) },
			"amd64",
			"self",
		);
		expect(report["/testdata/arm"]?.results).toEqual([]);
		const started = judged({ "/app": amd64, "/testdata/arm": arm64 }, "amd64", "self");
		expect(started["/testdata/arm"]?.results[0]?.verdict).toBe("fails");
	});
});

describe("addons of an image for several platforms", () => {
	const addon = fixture("x86_64-glibc/sample.node");
	const folder = "/app/node_modules/sample/prebuilds";
	const files = {
		"/app/node_modules/sample/prebuilds/linux-x64/sample.glibc.node": addon,
		"/app/node_modules/sample/prebuilds/linux-arm64/sample.glibc.node": fixture("aarch64-musl/hello"),
	};

	test("count where they are opened", () => {
		const report = judged(files, "amd64", "debian:12-slim");
		expect(report[`${folder}/linux-x64/sample.glibc.node`]?.results[0]?.verdict).toBe("runs");
		expect(report[`${folder}/linux-arm64/sample.glibc.node`]).toMatchObject({
			results: [],
			alternative: { convention: "node-gyp-build", of: "sample", platform: "linux-arm64.glibc" },
		});
	});

	test("fail once where none is for the target", () => {
		const report = judged(files, "amd64", "alpine:3.20");
		const results = Object.values(report).flatMap((subject) => (subject.path.endsWith(".node") ? subject.results : []));
		expect(results).toHaveLength(1);
		expect(results[0]).toMatchObject({
			verdict: "fails",
			message: "Error: No native build was found for platform=linux arch=x64 runtime=node libc=musl",
		});
		expect(results[0]?.findings.map(({ rule }) => rule)).toContain("no-build-for-target");
	});

	test("fail where the one that is opened is for another machine, whatever its name says", () => {
		const lying = { [`${folder}/linux-arm64/sample.node`]: addon };
		const [report] = Object.values(judged(lying, "arm64", "debian:12-slim")).filter(({ path }) =>
			path.endsWith(".node"),
		);
		const errors = report?.results[0]?.findings.filter(({ severity }) => severity === "error");
		expect(report?.results[0]?.verdict).toBe("fails");
		expect(errors?.map(({ rule }) => rule)).toEqual(["claimed-machine"]);
	});
});
