import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { FORMAT_NAMES } from "../../src/report/formats.ts";
import type { Report } from "../../src/verdict/report.ts";
import { reportOf, runInspect } from "./run-inspect.ts";

const STATIC = resolve("fixtures-bin/x86_64-glibc/go-static");
const CGO = resolve("fixtures-bin/x86_64-glibc/go-cgo");
const REGEXEC = resolve("fixtures-bin/x86_64-musl/regexec");

/** A project folder of its own, with the configuration given. */
function project(config?: string): string {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-project-"));
	mkdirSync(join(folder, ".git"));
	if (config !== undefined) writeFileSync(join(folder, ".elfspect.yaml"), config);
	return folder;
}

describe("a gate in one line", () => {
	test.each([
		["a static program on alpine", [STATIC, "--target", "alpine"], 0],
		["the same rebuilt with cgo", [CGO, "--target", "alpine"], 1],
		["no target named", [CGO], 0],
		["two targets, one missed", [CGO, "--target", "debian:12-slim,alpine"], 1],
		["--fail-on never", [CGO, "--target", "alpine", "--fail-on", "never"], 0],
		["option first", ["--target", "alpine", CGO], 1],
		["the word inspect", ["inspect", STATIC, "--target", "scratch"], 0],
		["an unknown target", [STATIC, "--target", "alpine:1.0"], 2],
		["an unknown option", [STATIC, "--nonsense"], 2],
		["no subject", [], 2],
		["a file that is not there", ["/nonexistent/app", "--target", "alpine"], 2],
		["no ELF file", ["package.json"], 2],
		["an object file", ["fixtures-bin/x86_64-glibc/hello.o"], 2],
		["a musl program on musl", [REGEXEC, "--target", "alpine:3.20", "--fail-on", "warning"], 0],
	])("%s", (_name, parameters, status) => {
		const run = runInspect(parameters, parameters[0]?.startsWith("/") ? { cwd: project() } : {});
		expect(run.status, run.stderr).toBe(status);
		if (status === 2) expect(run.stderr).not.toBe("");
	});

	test("one bad file does not hide the others, and no gate passes without it", () => {
		const { status, stdout, stderr } = runInspect([
			STATIC,
			"/nonexistent/app",
			"--target",
			"alpine",
			"--format",
			"json",
		]);
		const report: Report = JSON.parse(stdout);
		expect(status).toBe(2);
		expect(report.subjects).toHaveLength(1);
		expect(report.subjects[0]?.results[0]?.verdict).toBe("runs");
		expect(report.gate).toMatchObject({ passed: false });
		expect(stderr).toContain("/nonexistent/app");
		const text = runInspect([STATIC, "/nonexistent/app", "--target", "alpine"]);
		expect(text.stdout).toContain("gate failed on alpine: not everything could be read");
	});
});

describe("the recommendation", () => {
	test("comes with a gate that fails, out of more bases than were named", () => {
		const { gate, recommendation } = reportOf([CGO, "--target", "alpine:3.20"]);
		expect(gate).toMatchObject({ passed: false, targets: ["alpine:3.20"] });
		expect(recommendation).toMatchObject({ smallest: "busybox:glibc" });
	});
	test("does not come with one that passes", () => {
		expect(reportOf([STATIC, "--target", "alpine:3.20"]).recommendation).toBeUndefined();
	});
	test("is one base for all that was named, asked of each about newer bases, too", () => {
		const newer = resolve("fixtures-bin/x86_64-glibc/strlcpy-2.38");
		const rust = resolve("fixtures-bin/x86_64-glibc/rust");
		expect(reportOf([rust]).recommendation?.smallest).toBe("distroless/cc-debian12");
		expect(reportOf([newer]).recommendation?.smallest).toBe("busybox:glibc");
		expect(reportOf([rust, newer]).recommendation?.smallest).toBe("distroless/cc-debian13");
	});
	test("stays with the bases asked about where many files were named", () => {
		const folder = project();
		const names = Array.from({ length: 21 }, (_, index) => join(folder, `program-${index}`));
		for (const name of names) writeFileSync(name, readFileSync(CGO));
		expect(reportOf([...names, "--target", "alpine:3.20"]).recommendation).toBeUndefined();
		expect(reportOf(names).recommendation?.smallest).toBe("busybox:glibc");
	});
});

describe("reports", () => {
	test("JSON keeps to its schema and is byte-identical from run to run", () => {
		const validate = new Ajv({ strict: true }).compile(
			JSON.parse(readFileSync("src/report/report.schema.json", "utf8")),
		);
		for (const subject of [STATIC, CGO, "fixtures-bin/x86_64-glibc/sample.node", "fixtures-bin/script.sh"]) {
			const first = runInspect([subject, "--format", "json"]);
			expect(runInspect([subject, "--format", "json"]).stdout).toBe(first.stdout);
			expect(validate(JSON.parse(first.stdout)), JSON.stringify(validate.errors)).toBe(true);
		}
	});

	test("every format says which file failed where, in one run", () => {
		const folder = project();
		const outputs = FORMAT_NAMES.flatMap((format) => ["-o", `${format}=${join(folder, format)}`]);
		const { status } = runInspect([CGO, "--target", "alpine:3.20", ...outputs]);
		expect(status).toBe(1);
		for (const format of FORMAT_NAMES) {
			const text = readFileSync(join(folder, format), "utf8");
			expect(text, format).toContain("go-cgo");
			expect(text, format).toContain("ld-linux-x86-64.so.2");
		}
	});

	test("--output without a format takes --format and leaves standard output alone", () => {
		const file = join(project(), "report.json");
		const { stdout } = runInspect([STATIC, "--format", "json", "--output", file]);
		expect(stdout).toBe("");
		expect(JSON.parse(readFileSync(file, "utf8")).schemaVersion).toBe(1);
	});

	test("--quiet is silent until the gate fails", () => {
		expect(runInspect([STATIC, "--target", "alpine", "--quiet"]).stdout).toBe("");
		expect(runInspect([CGO, "--target", "alpine", "--quiet"]).stdout).toContain("no such file or directory");
	});

	test("a full folder of files fits one screen", () => {
		const { stdout } = runInspect(["fixtures-bin", "--target", "alpine:3.20", "--summary"]);
		expect(stdout.split("\n").length).toBeLessThan(24);
	});
});

describe("policy", () => {
	const config = (expires: string) => `target: [alpine:3.20]
ignore:
  - rule: interpreter-missing
    path: "**/go-cgo"
    reason: shipped with its own loader
    expires: ${expires}
  - rule: missing-behind-interpreter
    reason: the same
`;

	test("an ignore with a reason lets the gate pass and stays in the report", () => {
		const cwd = project(config("2999-01-01"));
		expect(runInspect([CGO], { cwd }).status).toBe(0);
		const accepted = reportOf([CGO], { cwd }).subjects[0]?.results[0]?.findings.find(
			({ rule }) => rule === "interpreter-missing",
		)?.accepted;
		expect(accepted).toEqual({ by: "ignore", reason: "shipped with its own loader" });
	});

	test("an expired ignore fails loudly", () => {
		const run = runInspect([CGO], { cwd: project(config("2020-01-01")) });
		expect(run.status).toBe(2);
		expect(run.stderr).toContain("expired ignores: interpreter-missing (line 3, 2020-01-01)");
	});

	test("an ignore of what is no rule is told from one that matches nothing", () => {
		const cwd = project("ignore:\n  - rule: symbol-mising\n    reason: a slip of the pen\n");
		expect(runInspect([STATIC, "--target", "alpine:3.20"], { cwd }).stderr).toMatch(
			/elfspect\.yaml:2: no rule is called symbol-mising; near: symbol-missing/,
		);
	});

	test("an ignore that matches nothing is reported", () => {
		const cwd = project("ignore:\n  - rule: symbol-missing\n    reason: gone\n");
		expect(runInspect([STATIC, "--target", "alpine:3.20"], { cwd }).stderr).toContain("matches nothing");
	});

	test("a flag beats the environment, the environment the file", () => {
		const cwd = project("target: [alpine:3.20]\n");
		const targets = (env: Record<string, string>, ...more: string[]) =>
			reportOf([STATIC, ...more], { cwd, env }).gate?.targets;
		expect(targets({})).toEqual(["alpine:3.20"]);
		expect(targets({ ELFSPECT_TARGET: "scratch" })).toEqual(["scratch"]);
		expect(targets({ ELFSPECT_TARGET: "scratch" }, "--target", "debian:12-slim")).toEqual(["debian:12-slim"]);
		expect(runInspect(["config"], { cwd }).stdout).toMatch(/--target +\["alpine:3.20"\] +.*\.elfspect\.yaml/);
	});

	test("a baseline accepts what is known and fails on what is new", () => {
		const baseline = join(project(), "known.json");
		const gate = ["--target", "alpine:3.20", "--baseline", baseline];
		expect(runInspect([CGO, ...gate]).status).toBe(2);
		expect(runInspect([CGO, ...gate, "--update-baseline"]).status).toBe(0);
		expect(runInspect([CGO, ...gate]).status).toBe(0);
		expect(runInspect(["fixtures-bin/x86_64-glibc/rawmemchr", ...gate]).status).toBe(1);
	});

	test("a path can be skipped or held to another level", () => {
		const skip = project('target: [alpine:3.20]\npaths:\n  - path: "**/go-cgo"\n    fail-on: never\n');
		expect(runInspect([CGO], { cwd: skip }).status).toBe(0);
	});
});

describe("a baseline", () => {
	test("accepts what is known of one input, not of another file at the same path", () => {
		const folder = project();
		for (const name of ["one", "two"]) {
			mkdirSync(join(folder, name));
			writeFileSync(join(folder, name, "app"), readFileSync(CGO), { mode: 0o755 });
		}
		const gate = ["--target", "alpine", "--baseline", "known.json"];
		expect(runInspect(["one", ...gate, "--update-baseline"], { cwd: folder }).status).toBe(0);
		expect(runInspect(["one", ...gate], { cwd: folder }).status).toBe(0);
		expect(runInspect([join(folder, "one"), ...gate], { cwd: folder }).status).toBe(0);
		expect(runInspect(["two", ...gate], { cwd: folder }).status).toBe(1);
		expect(runInspect(["one", "two", ...gate], { cwd: folder }).status).toBe(1);
	});

	test.each(["../known.json", "/tmp/known.json", "link.json"])(
		"that a configuration names is in the repository: %s",
		(baseline) => {
			const folder = project(`target: [alpine]\nbaseline: ${baseline}\n`);
			const outside = mkdtempSync(join(tmpdir(), "elfspect-outside-"));
			writeFileSync(join(outside, "known.json"), '{"version":1,"findings":[]}');
			symlinkSync(join(outside, "known.json"), join(folder, "link.json"));
			const { status, stderr } = runInspect([STATIC], { cwd: folder });
			expect(status).toBe(2);
			expect(stderr).toContain(`\`baseline\` leads out of the repository: ${baseline}`);
		},
	);
});
