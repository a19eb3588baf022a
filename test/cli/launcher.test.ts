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

/** Node says on standard error that it cannot read this; who does not look at it says nothing. */
const environment = {
	PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
	NODE_EXTRA_CA_CERTS: join(folder, "no-such-bundle.pem"),
};

function run(command: string, ...parameters: string[]) {
	const { stdout, stderr, status } = spawnSync(command, parameters, { encoding: "utf8", env: environment });
	return { stdout, stderr, status };
}

describe("the command as a shell starts it", () => {
	it.each([
		["by its path", LAUNCHER],
		["by a link, as npm makes them", link],
	])("runs %s, and reads no certificates", (_name, command) => {
		expect(run(command, "--version")).toEqual({ stdout: `${VERSION}\n`, stderr: "", status: 0 });
	});

	it("hands every parameter on as it is", () => {
		const { stderr, status } = run(link, "a  b", "$HOME", "*", "");
		expect(status).toBe(2);
		for (const name of ["a  b", "$HOME", "*"]) expect(stderr).toContain(`${name}: `);
	});

	it("runs under Node by itself, too, which then has to read them", () => {
		const { stdout, stderr, status } = run(process.execPath, LAUNCHER, "--version");
		expect({ stdout, status }).toEqual({ stdout: `${VERSION}\n`, status: 0 });
		expect(stderr).toContain("no-such-bundle.pem");
	});
});
