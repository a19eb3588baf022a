import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { VERSION } from "../../src/version.ts";

const LAUNCHER = resolve("bin/inspect.js");
const folder = mkdtempSync(join(tmpdir(), "elfspect launcher "));
const link = join(folder, "inspect it");
symlinkSync(LAUNCHER, link);
afterAll(() => rmSync(folder, { recursive: true }));

const environment = { PATH: `${dirname(process.execPath)}:${process.env.PATH}` };

function run(command: string, ...parameters: string[]) {
	const { stdout, stderr, status } = spawnSync(command, parameters, { encoding: "utf8", env: environment });
	return { stdout, stderr, status };
}

describe("the command as a shell starts it", () => {
	it.each([
		["by its path", LAUNCHER],
		["by a link, as npm makes them", link],
	])("runs %s", (_name, command) => {
		expect(run(command, "--version")).toEqual({ stdout: `${VERSION}\n`, stderr: "", status: 0 });
	});

	it("hands every parameter on as it is", () => {
		const { stderr, status } = run(link, "a  b", "$HOME", "*", "");
		expect(status).toBe(2);
		for (const name of ["a  b", "$HOME", "*"]) expect(stderr).toContain(`${name}: `);
	});
});
