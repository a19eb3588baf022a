import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runInspect } from "./run-inspect.ts";

const MUSL = "fixtures-bin/x86_64-musl/hello";
const GLIBC = "fixtures-bin/x86_64-glibc/hello";
const folder = mkdtempSync(join(tmpdir(), "elfspect-diff-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function saved(name: string, text: string): string {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
}

describe("inspect diff", () => {
	test("two files: what newly fails, why, and exit 1", () => {
		const { stdout, status } = runInspect(["diff", MUSL, GLIBC, "--target", "alpine:3.20"]);
		expect(stdout).toContain(`${MUSL} -> ${GLIBC}\n  1 of 1 file newly fails, one cause\n`);
		expect(stdout).toContain("(interpreter-missing)");
		expect(stdout).toContain(`x ${GLIBC} on alpine:3.20 (was runs)`);
		expect(status).toBe(1);
	});

	test("the other way round is a fix, and passes", () => {
		const { stdout, status } = runInspect(["diff", GLIBC, MUSL, "--target", "alpine:3.20"]);
		expect(stdout).toContain("none of 1 file newly fails; 1 fixed\n");
		expect(status).toBe(0);
	});

	test("one file on two targets", () => {
		const { stdout, status } = runInspect(["diff", GLIBC, "-t", "debian:12-slim,alpine:3.20", "-f", "markdown"]);
		expect(stdout).toMatch(/^## ❌ <code>debian:12-slim<\/code> → <code>alpine:3\.20<\/code>\n/);
		expect(status).toBe(1);
	});

	test("a saved report against an input is on the report's targets", () => {
		const old = saved("old.json", runInspect([MUSL, "-t", "alpine:3.20", "-f", "json"]).stdout);
		const { stdout, status } = runInspect(["diff", old, GLIBC, "-f", "json"]);
		expect(JSON.parse(stdout)).toMatchObject({
			schemaVersion: 1,
			old,
			now: GLIBC,
			newlyFails: [{ path: GLIBC, target: "alpine:3.20", was: "runs", is: "fails", rules: ["interpreter-missing"] }],
			causes: [{ rule: "interpreter-missing", count: 1, soleBlockerOf: 1 }],
		});
		expect(status).toBe(1);
	});

	test.each([
		[
			"a report of another version",
			'{"schemaVersion":7,"subjects":[]}',
			"report of schema version 7; this version reads 1",
		],
		["broken JSON", '{"subjects":', "no JSON: "],
		["JSON that is no report", '{"name":"x"}', "no report of elfspect: no list of subjects"],
		["lists in lists", "[".repeat(200_000), "no JSON: "],
	])("%s is one clear line, exit 2", (name, text, message) => {
		const path = saved(`${name.replaceAll(" ", "-")}.json`, text);
		const { stderr, stdout, status } = runInspect(["diff", path, MUSL]);
		expect(stderr).toMatch(/^elfspect: .*\n$/);
		expect(stderr).toContain(`${path}: ${message}`);
		expect([stdout, status]).toEqual(["", 2]);
	});

	test.each([[[MUSL]], [[MUSL, "-t", "alpine:3.20"]], [["nowhere", MUSL]]])("%j is refused, exit 2", (args) => {
		const { stderr, status } = runInspect(["diff", ...args]);
		expect(stderr).toMatch(/^elfspect: .*\n$/);
		expect(status).toBe(2);
	});
});
