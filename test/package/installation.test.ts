import { execFileSync, spawnSync } from "node:child_process";
import {
	chmodSync,
	copyFileSync,
	existsSync,
	lstatSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VERSION } from "../../src/version.ts";
import { lacking, skippedLoudly } from "../skipped-loudly.ts";

const MINUTES = 60_000;
const work = mkdtempSync(join(tmpdir(), "elfspect-installation-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A program that starts on Debian and not on Alpine. */
const HELLO = resolve("fixtures-bin/x86_64-glibc/hello");

/** npm as a user has it: none of what this very run of npm has set. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

function npm(parameters: readonly string[], cwd: string): string {
	return execFileSync("npm", parameters, {
		cwd,
		env: environment,
		encoding: "utf8",
		stdio: ["ignore", "pipe", "pipe"],
	});
}

function judges(command: string): void {
	expect(execFileSync(command, ["--version"], { encoding: "utf8" })).toBe(`${VERSION}\n`);
	expect(spawnSync(command, [HELLO, "--target", "alpine:3.20"]).status).toBe(1);
	expect(spawnSync(command, [HELLO, "--target", "debian:12-slim"]).status).toBe(0);
}

describe("the packed package, installed into an empty prefix", { timeout: 5 * MINUTES }, () => {
	const prefix = join(work, "packed");
	const installed = join(prefix, "lib/node_modules/elfspect");
	beforeAll(() => {
		const [line = ""] = npm(["pack", "--pack-destination", work], process.cwd()).trim().split("\n").slice(-1);
		npm(["install", "--global", "--offline", "--prefix", prefix, join(work, line)], work);
	}, 5 * MINUTES);

	test("judges under both of its names", () => {
		for (const name of ["inspect", "elfspect"]) judges(join(prefix, "bin", name));
	});

	test("brings no other package, for the bundle holds them, and their licences", () => {
		expect(existsSync(join(installed, "node_modules"))).toBe(false);
		const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
		expect(dependencies).toBeUndefined();
		const licences = readFileSync(join(installed, "dist/THIRD_PARTY.txt"), "utf8");
		for (const name of ["commander", "yaml", "elfy"]) expect(licences).toMatch(new RegExp(`^${name} \\d`, "m"));
	});

	test("has its manual page where man looks", () => {
		expect(readFileSync(join(prefix, "share/man/man1/inspect.1"), "utf8")).toMatch(/^\.TH/m);
	});

	test("holds every page that its README leads to", () => {
		const readme = readFileSync(join(installed, "README.md"), "utf8");
		const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = ""]) => path);
		expect(links.filter((path) => !existsSync(join(installed, path)))).toEqual([]);
	});

	test("leaves the checkout as it was", () => {
		expect(lstatSync("package.json").isFile()).toBe(true);
		expect(readdirSync(".").filter((name) => name.endsWith(".tgz"))).toEqual([]);
	});
});

const noGit = skippedLoudly("installation from Git", lacking(["git"]));

describe.skipIf(noGit)("the repository, installed by npm from Git", { timeout: 10 * MINUTES }, () => {
	test("builds what it needs, and judges", () => {
		const prefix = join(work, "git");
		npm(["install", "--global", "--prefix", prefix, `git+file://${process.cwd()}`], work);
		expect(statSync(join(prefix, "lib/node_modules/elfspect")).isDirectory()).toBe(true);
		judges(join(prefix, "bin/inspect"));
	});
});

const noHooks = skippedLoudly("pre-commit hooks", lacking(["git", "pre-commit"]));

describe.skipIf(noHooks)("the pre-commit hooks", { timeout: 10 * MINUTES }, () => {
	const project = join(work, "project");
	const head = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
	const hooks = ["elfspect", "elfspect-alpine"].map((id) => `{ id: ${id}, stages: [commit] }`).join(", ");
	beforeAll(() => {
		execFileSync("git", ["init", "--quiet", project]);
		for (const name of ["program", "without-mode"]) copyFileSync(HELLO, join(project, name));
		chmodSync(join(project, "without-mode"), 0o644);
		writeFileSync(join(project, "notes.txt"), "no program\n");
		// One installation for all runs, which `pre-commit try-repo` would make anew for each.
		const config = `repos: [{ repo: "file://${process.cwd()}", rev: ${head}, hooks: [${hooks}] }]\n`;
		writeFileSync(join(project, ".pre-commit-config.yaml"), config);
		execFileSync("git", ["-C", project, "add", "."]);
	});

	function hook(id: string, file: string) {
		const { status, stdout } = spawnSync("pre-commit", ["run", id, "--files", file], {
			cwd: project,
			env: { ...environment, PRE_COMMIT_HOME: join(work, "pre-commit") },
			encoding: "utf8",
		});
		return { status, stdout };
	}

	test("find a program that does not start on Alpine, whatever its mode", () => {
		for (const file of ["program", "without-mode"]) {
			const { status, stdout } = hook("elfspect-alpine", file);
			expect(stdout).toContain("interpreter-missing");
			expect(status).toBe(1);
		}
	});

	test("pass on what is no program", () => {
		const { status, stdout } = hook("elfspect-alpine", "notes.txt");
		expect(stdout).toContain("Passed");
		expect(status).toBe(0);
	});

	test("do not pass where no target is named", () => {
		const { status, stdout } = hook("elfspect", "program");
		expect(stdout).toContain("no target");
		expect(status).toBe(1);
	});
});
