import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { skippedLoudly } from "../skipped-loudly.ts";

const COMMAND = resolve("bin/inspect.js");
const FILES = ["fixtures-bin/x86_64-glibc/hello", "fixtures-bin/x86_64-musl/hello", "fixtures-bin/script.sh"];

function run(node: string, parameters: readonly string[]) {
	const { stdout, stderr, status } = spawnSync(node, [COMMAND, ...parameters], {
		encoding: "utf8",
		env: { PATH: process.env.PATH, LANG: "C.UTF-8" },
	});
	return { stdout, stderr, status };
}

describe.each(["22", "24", "26"])("Node %s", (major) => {
	// The package `node` of npm, put there by scripts/install-test-tools.sh.
	const node = resolve(".cache/node", major, "node_modules/node/bin/node");
	const isMissing = skippedLoudly(`Node ${major}`, existsSync(node) ? undefined : `${node} is not there`);

	test.skipIf(isMissing)("is what it is called", () => {
		expect(execFileSync(node, ["--version"], { encoding: "utf8" })).toMatch(new RegExp(`^v${major}\\.`));
	});

	test.skipIf(isMissing).each([["text"], ["json"], ["sarif"], ["markdown"]])("writes the same %s", (format) => {
		const parameters = [...FILES, "--target", "alpine:3.20,debian:12-slim", "--format", format];
		expect(run(node, parameters)).toEqual(run(process.execPath, parameters));
	});
});

describe("a Node that is too old", () => {
	test.each(["18.20.8", "20.18.3", "12.22.12"])("%s is refused in one line, exit 2", (version) => {
		const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" }); require(${JSON.stringify(COMMAND)})`;
		const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", pretend], { encoding: "utf8" });
		expect(stderr).toBe(`elfspect: needs Node.js 20.19 or later; this is ${version} (${process.execPath})\n`);
		expect([stdout, status]).toEqual(["", 2]);
	});
});

test("npm's launcher for Windows starts node", () => {
	const [shebang] = execFileSync("head", ["-n1", COMMAND], { encoding: "utf8" }).split("\n");
	// Source: cmd-shim, lib/index.js, `shebangExpr`.
	expect(shebang).toMatch(/^#!\s*\/usr\/bin\/env\s+node$/);
	expect(join("a", "b")).toBe("a/b");
});
