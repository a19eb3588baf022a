import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { inspect } from "../../src/inspect.ts";
import { zip } from "../subjects/zip.ts";

const fixture = (name: string): Buffer => readFileSync(`fixtures-bin/x86_64-glibc/${name}`);
const folder = realpathSync(mkdtempSync(join(tmpdir(), "elfspect-names-")));
const before = process.cwd();

mkdirSync(join(folder, "sub/deep"), { recursive: true });
writeFileSync(
	join(folder, "sub/app.jar"),
	zip([
		{ name: "native/greeter", content: fixture("greeter") },
		{ name: "native/v2/libgreet.so.1", content: fixture("v2/libgreet.so.1") },
		{ name: "lonely/libsample-jni.so", content: fixture("libsample-jni.so") },
	]),
);
afterAll(() => {
	process.chdir(before);
	rmSync(folder, { recursive: true, force: true });
});

const names = [
	["sub/app.jar", "."],
	["./app.jar", "sub"],
	["../app.jar", "sub/deep"],
	["sub/deep/../app.jar", "."],
	["file:sub//app.jar", "."],
	[join(folder, "sub/app.jar"), "."],
] as const;

describe("the files in an archive", () => {
	test.each(names)("are named as the user named it: %s", async (given, from) => {
		process.chdir(join(folder, from));
		const report = await inspect({ subjects: [given], targets: ["alpine:3.20", "debian:12-slim"] });
		const plain = given.replace(/^file:/, "");
		const paths = report.subjects.map(({ path }) => path);
		expect(paths).toContain(`${plain}!/lonely/libsample-jni.so`);
		for (const { path, results } of report.subjects) {
			expect(path.startsWith(`${plain}!/`)).toBe(true);
			// Found where it is said to be, and so are its neighbours.
			const debian = results.find(({ target }) => target === "debian:12-slim");
			expect([path, debian?.verdict, debian?.missing.libraries]).toEqual([path, "runs", []]);
		}
		const lines = report.subjects.flatMap(({ results }) => results.flatMap(({ message }) => message ?? []));
		expect(lines.filter((line) => line.includes(folder) && !plain.includes(folder))).toEqual([]);
	});

	test("have the same verdicts under each name", async () => {
		const verdicts = [];
		for (const [given, from] of names) {
			process.chdir(join(folder, from));
			const { subjects } = await inspect({ subjects: [given], targets: ["alpine:3.20", "debian:12-slim"] });
			verdicts.push(
				subjects.map(({ path, results }) => [path.replace(/^.*!/, ""), ...results.map(({ verdict }) => verdict)]),
			);
		}
		expect(new Set(verdicts.map((each) => JSON.stringify(each))).size).toBe(1);
	});
});
