import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { plainWords } from "../../src/cli/run.ts";
import { reportOf, runInspect } from "./run-inspect.ts";

const HELLO = "fixtures-bin/x86_64-glibc/hello";

describe("the program's own help", () => {
	test("tells of the default command's options, to which every complaint about an option refers", () => {
		const { stdout, status } = runInspect(["--help"]);
		expect(status).toBe(0);
		for (const option of ["--target", "--fail-on", "--output", "--baseline"]) expect(stdout).toContain(option);
		expect(stdout).toContain("Exit codes: 0 passed");
		expect(runInspect([HELLO, "--bogus"]).stderr).toContain("inspect --help lists the options");
	});
});

describe("mistakes end with 2, in words", () => {
	test.each([
		["a baseline to update without its name", [HELLO, "--update-baseline"], /needs the file's name: --baseline FILE/],
		[
			"an output in no folder",
			[HELLO, "-o", "/nonexistent/x"],
			/^elfspect: \/nonexistent\/x: no such file or directory$/m,
		],
		[
			"a configuration that is not there",
			[HELLO, "--config", "no.yaml"],
			/^elfspect: no\.yaml: no such file or directory$/m,
		],
		["an unknown target", [HELLO, "-t", "fedora:43"], /unknown target "fedora:43".*`inspect targets`.*--target \.\//],
	])("%s", (_name, parameters, words) => {
		const { status, stdout, stderr } = runInspect(parameters);
		expect(status).toBe(2);
		expect(stdout).toBe("");
		expect(stderr).toMatch(words);
	});
});

test("a complaint about a command refers to its own help", () => {
	const { status, stderr } = runInspect(["profile", "x"]);
	expect(status).toBe(2);
	expect(stderr).toContain("inspect profile --help");
	expect(runInspect(["symbol", "--arch", "vax", "puts"]).stderr).toMatch(
		/unknown architecture vax; known are x86_64, /,
	);
});

describe("a name that is no file here", () => {
	test.each([
		["alpine:3.20", "alpine:3.20"],
		["python:3.13-slim", "python:3.13-slim"],
		["node:22-alpine", "node:22-alpine"],
		["registry.corp:5000/app:1.4", "registry.corp:5000/app:1.4"],
		["ubi9-minimal", "registry.access.redhat.com/ubi9-minimal"],
		["ubi8/ubi:8.10", "registry.access.redhat.com/ubi8/ubi:8.10"],
		["fedora:43", "registry.fedoraproject.org/fedora:43"],
		["wolfi-base", "cgr.dev/chainguard/wolfi-base"],
		["amazonlinux:2023", "amazonlinux:2023"],
		["nginx", "nginx"],
		["corp.io/team/app", "corp.io/team/app"],
	])("%s may be an image elsewhere", (name, image) => {
		const { status, stderr } = runInspect([name]);
		expect(status).toBe(2);
		expect(stderr).toContain("no such file or directory");
		expect(stderr).toContain(`(inspect registry:${image}) or an engine (docker:${image}, podman:${image})`);
	});
	test.each(["dist/app", "docker-archive:app.tar", "/no/such:file"])("%s is only missing", (name) => {
		expect(runInspect([name]).stderr).toMatch(/no such file or directory\n$/);
	});
});

describe("a base of the user's own", () => {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-"));
	const hello = resolve(HELLO);
	afterAll(() => rmSync(folder, { recursive: true }));

	test("is found by a plain name, too, but never in a built-in target's stead", () => {
		mkdirSync(join(folder, "base/etc"), { recursive: true });
		mkdirSync(join(folder, "debian:12-slim"));
		const plain = runInspect([hello, "-t", "base", "--format", "csv"], { cwd: folder });
		expect(plain.stdout).toContain('"base","x86_64","fails",');
		const builtIn = runInspect([hello, "-t", "debian:12-slim", "--format", "csv"], { cwd: folder });
		expect(builtIn.stdout).toContain('"debian:12-slim","x86_64","runs"');
	});
});

describe("a profile", () => {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-"));
	afterAll(() => rmSync(folder, { recursive: true }));
	mkdirSync(join(folder, "base/etc"), { recursive: true });
	const gate = (profile: string) => reportOf([resolve(HELLO), "-t", profile], { cwd: folder }).subjects[0]?.results[0];

	test("is called by its path, and by the name that it was given", () => {
		runInspect(["profile", "base", "-o", "plain.target"], { cwd: folder });
		runInspect(["profile", "base", "-o", "named.target", "--name", "our/base:1"], { cwd: folder });
		expect(gate("./plain.target")?.target).toBe("./plain.target");
		expect(gate("./plain.target")?.resolvedTarget).toBeUndefined();
		expect(gate("./named.target")).toMatchObject({ target: "./named.target", resolvedTarget: "our/base:1" });
		expect(gate("./named.target")?.findings[0]?.message).toContain("which our/base:1 does not have");
	});
	test("of a base without any program has no machine of its own", () => {
		const { stderr } = runInspect(["profile", "base", "-o", "plain.target"], { cwd: folder });
		expect(stderr).toContain("plain.target: any architecture, no dynamic loader;");
		const verdicts = ["x86_64-glibc/go-static", "aarch64-glibc/hello"].map((file) => {
			const report = reportOf([resolve("fixtures-bin", file), "-t", "./plain.target"], { cwd: folder });
			return report.subjects[0]?.results[0];
		});
		expect(verdicts[0]).toMatchObject({ arch: "x86_64", verdict: "runs" });
		expect(verdicts[1]).toMatchObject({ arch: "aarch64", missing: { interpreter: "/lib/ld-linux-aarch64.so.1" } });
	});
	test("is no subject", () => {
		runInspect(["profile", "base", "-o", "plain.target"], { cwd: folder });
		expect(runInspect(["plain.target"], { cwd: folder }).stderr).toContain("it goes with --target");
	});
});

test("a file that a path rule skips is said to be skipped", () => {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-"));
	writeFileSync(join(folder, ".elfspect.yaml"), "paths:\n  - path: '**'\n    skip: true\n");
	const { status, stderr } = runInspect([resolve(HELLO)], { cwd: folder });
	rmSync(folder, { recursive: true });
	expect(status).toBe(2);
	expect(stderr).toContain("nothing to inspect: a path rule skips it");
});

test("self says of a single file that it is no image", () => {
	const { status, stdout } = runInspect([HELLO, "-t", "self"]);
	expect(status).toBe(1);
	expect(stdout).toContain("self is the image that is inspected, and this is none");
});

test("a symbol that no base has is not sent to another base", () => {
	const { stdout } = runInspect(["symbol", "no_such_symbol_anywhere"]);
	expect(stdout).toContain("no base image has it");
	expect(stdout).not.toMatch(/distroless\/base`|rebuild for musl/);
	expect(runInspect(["symbol", "__rawmemchr"]).stdout).toMatch(/use a base with glibc/);
});

test.each([
	["ENOENT: no such file or directory, open '/a b'", "/a b: no such file or directory"],
	["EACCES: permission denied, open 'x'", "x: permission denied"],
	["anything else", "anything else"],
])("plainWords(%s)", (message, words) => {
	expect(plainWords(message)).toBe(words);
});

describe("--arch", () => {
	test("that a file contradicts is a mistake, and no gate passes with it", () => {
		const file = "fixtures-bin/aarch64-musl/hello-static";
		const { status, stderr } = runInspect([file, "--arch", "x86_64", "--target", "alpine"]);
		expect([status, stderr]).toEqual([
			2,
			expect.stringContaining(`${file}: it is for aarch64, and --arch says x86_64: leave --arch out`),
		]);
		const both = runInspect([file, "fixtures-bin/x86_64-musl/hello", "--arch", "amd64", "--target", "alpine"]);
		expect(both.status).toBe(2);
		expect(both.stdout).toContain("runs");
	});

	test.each([
		["fixtures-bin/aarch64-musl/hello-static", "arm64"],
		["fixtures-bin/i386-musl/hello-static", "x86_64"],
	])("of %s may be %s", (file, arch) => {
		expect(runInspect([file, "--arch", arch, "--target", "alpine"]).status).toBe(0);
	});
});

test.each([
	[["expalin", "library-missing"], "explain"],
	[["targetz"], "targets"],
	[["recomend", "./app"], "recommend"],
])("%j: the command that was meant is named", (parameters, command) => {
	const { status, stderr } = runInspect(parameters);
	expect(status).toBe(2);
	expect(stderr).toContain(`did you mean the command \`inspect ${command}\`?`);
	expect(runInspect(["missing-program"]).stderr).not.toContain("did you mean");
});
