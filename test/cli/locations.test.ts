import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/verdict/report.ts";
import { runInspect } from "./run-inspect.ts";

/** A repository with `dist/app` and `dist/app.tar`, both glibc programs that fail on Alpine. */
const repository = mkdtempSync(join(tmpdir(), "elfspect-repository-"));
const TARGET = ["--target", "alpine:3.20"];
mkdirSync(join(repository, ".git"));
mkdirSync(join(repository, "dist/sub"), { recursive: true });
mkdirSync(join(repository, "src"));
mkdirSync(join(repository, "archives"));
copyFileSync(resolve("fixtures-bin/x86_64-glibc/hello"), join(repository, "dist/app"));
copyFileSync(resolve("fixtures-bin/x86_64-glibc/hello"), join(repository, "dist/sub/other"));
execFileSync("tar", ["-C", join(repository, "dist"), "-cf", join(repository, "archives/app.tar"), "app"]);
afterAll(() => rmSync(repository, { recursive: true, force: true }));

function locations(subject: string, folder = "."): readonly unknown[] {
	const { stdout } = runInspect([subject, ...TARGET, "-f", "json"], { cwd: join(repository, folder) });
	const { subjects, causes }: Report = JSON.parse(stdout);
	expect(causes?.[0]?.example.location).toBe(subjects[0]?.location);
	return subjects.map(({ location }) => location).sort();
}

describe("files are named as the repository has them", () => {
	test.each([
		["dist", ".", ["dist/app", "dist/sub/other"]],
		["dist/", ".", ["dist/app", "dist/sub/other"]],
		["./dist", ".", ["dist/app", "dist/sub/other"]],
		["dir:dist", ".", ["dist/app", "dist/sub/other"]],
		["../dist", "src", ["dist/app", "dist/sub/other"]],
		[".", "dist", ["dist/app", "dist/sub/other"]],
		["dist/app", ".", ["dist/app"]],
		["./dist/app", ".", ["dist/app"]],
		["app", "dist", ["dist/app"]],
		["archives/app.tar", ".", ["archives/app.tar!/app"]],
		["../archives/app.tar", "dist", ["archives/app.tar!/app"]],
	])("%s in %s", (subject, folder, expected) => {
		expect(locations(subject, folder)).toEqual(expected);
	});

	test("what lies outside keeps its absolute path", () => {
		const outside = resolve("fixtures-bin/x86_64-glibc/hello");
		expect(locations(outside)).toEqual([outside]);
	});
});

describe("every CI format shows them", () => {
	test.each([
		["sarif", '"uri": "dist/app"'],
		["github", "::error file=dist/app,"],
		["gitlab", '"path": "dist/app"'],
		["junit", 'name="dist/app"'],
	])("%s", (format, words) => {
		expect(runInspect(["dist", ...TARGET, "-f", format], { cwd: repository }).stdout).toContain(words);
	});

	test.each([
		["sarif", '"uri": "archives/app.tar"'],
		["github", "::error file=archives/app.tar,"],
		["gitlab", '"path": "archives/app.tar"'],
		["junit", 'name="archives/app.tar!/app"'],
	])("%s shows an archive as the file, and says what is in it", (format, words) => {
		const { stdout } = runInspect(["archives/app.tar", ...TARGET, "-f", format], { cwd: repository });
		expect(stdout).toContain(words);
		expect(stdout).toContain("archives/app.tar!/app");
	});
});

describe("globs of the configuration match them", () => {
	test.each(["dist/*", "dist/app", "app", "/app", "**/app"])("ignore %s", (path) => {
		const entry = `{ rule: interpreter-missing, path: "${path}", reason: known }`;
		writeFileSync(join(repository, ".elfspect.yaml"), `ignore: [${entry}]\n`);
		const { stdout } = runInspect(["dist", ...TARGET, "-f", "json"], { cwd: repository });
		const { subjects }: Report = JSON.parse(stdout);
		const accepted = subjects.find(({ location }) => location === "dist/app")?.results[0]?.findings[0]?.accepted;
		expect(accepted).toEqual({ by: "ignore", reason: "known" });
		rmSync(join(repository, ".elfspect.yaml"));
	});

	test("paths are skipped by them", () => {
		writeFileSync(join(repository, ".elfspect.yaml"), "paths: [{ path: dist/sub/**, skip: true }]\n");
		const { stdout } = runInspect(["../dist", ...TARGET, "-f", "json"], { cwd: join(repository, "src") });
		const { subjects }: Report = JSON.parse(stdout);
		expect(subjects.map(({ location }) => location)).toEqual(["dist/app"]);
		rmSync(join(repository, ".elfspect.yaml"));
	});
});

describe("-o", () => {
	test.each([
		["out.sarif", '"$schema"'],
		["out.json", '"schemaVersion"'],
		["out.md", "## elfspect"],
		["out.csv", "path"],
		["out.junit.xml", "<testsuites>"],
	])("%s says its format", (name, words) => {
		runInspect(["dist/app", ...TARGET, "-o", name], { cwd: repository });
		const text = execFileSync("cat", [join(repository, name)], { encoding: "utf8" });
		rmSync(join(repository, name));
		expect(text).toContain(words);
	});

	test("--format says it louder", () => {
		runInspect(["dist/app", ...TARGET, "--format", "csv", "-o", "out.json"], { cwd: repository });
		expect(execFileSync("head", ["-c1", join(repository, "out.json")], { encoding: "utf8" })).not.toBe("{");
		rmSync(join(repository, "out.json"));
	});
});
