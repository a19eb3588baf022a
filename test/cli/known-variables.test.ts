import { expect, test } from "vitest";
import { runInspect } from "./run-inspect.ts";

const HELLO = "fixtures-bin/x86_64-glibc/hello";

test.each([
	["ELFSPECT_TARGETS", "ELFSPECT_TARGET"],
	["ELFSPECT_FAILON", "ELFSPECT_FAIL_ON"],
	["ELFSPECT_TARGET_", "ELFSPECT_TARGET"],
])("%s is refused, for it is %s that is read", (name, near) => {
	const { status, stderr, stdout } = runInspect([HELLO], { env: { [name]: "alpine:3.20" } });
	expect([status, stdout]).toEqual([2, ""]);
	expect(stderr).toContain(`elfspect: ${name}: no such setting; did you mean ${near}?`);
});

test("the variables of the options, of the cache and of CI templates are none of these", () => {
	const env = { ELFSPECT_TARGET: "debian:12-slim", ELFSPECT_CACHE_KEY: "secret", ELFSPECT_SUBJECTS: "dist" };
	expect(runInspect([HELLO], { env }).status).toBe(0);
});

test.each(["text", "github", "markdown"])("--fail-on never is no gate that passes, in %s", (format) => {
	const { stdout, status } = runInspect([HELLO, "-t", "alpine:3.20", "--fail-on", "never", "--format", format]);
	expect(status).toBe(0);
	expect(stdout).not.toContain("passed");
});
