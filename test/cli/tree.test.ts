import { describe, expect, test } from "vitest";
import { runInspect } from "./run-inspect.ts";

const HELLO = "fixtures-bin/x86_64-glibc/hello";

describe("inspect tree", () => {
	test("on a glibc base", () => {
		const { stdout, status } = runInspect(["tree", HELLO, "--target", "debian:12-slim"]);
		expect(stdout).toBe(`${HELLO}
\`-- libc.so.6 -> /usr/lib/x86_64-linux-gnu/libc.so.6 [ld.so.cache]
    \`-- ld-linux-x86-64.so.2 -> /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 [PT_INTERP]

+ runs on debian:12-slim (x86_64, glibc 2.36 by /lib64/ld-linux-x86-64.so.2)
`);
		expect(status).toBe(0);
	});

	test("on Alpine, with the interpreter that is missing there", () => {
		const { stdout, status } = runInspect(["tree", HELLO, "-t", "alpine:3.20"]);
		expect(stdout).toContain("|-- x /lib64/ld-linux-x86-64.so.2: not found [PT_INTERP]\n");
		expect(stdout).toContain(`  exec ${HELLO}: no such file or directory\n`);
		expect(status).toBe(0);
	});

	test.each([
		[HELLO, "debian:13-slim"],
		["fixtures-bin/x86_64-musl/hello", "alpine"],
	])("%s stands on %s where no base is named", (file, base) => {
		expect(runInspect(["tree", file]).stdout).toContain(`runs on ${base} (`);
	});

	test.each(["tree", "diff"])("%s takes a budget, and refuses one below the default", (command) => {
		const words = command === "tree" ? [HELLO, "-t", "debian:12-slim"] : [HELLO, HELLO, "-t", "debian:12-slim"];
		expect(runInspect([command, ...words, "--budget", "2"]).status).toBe(0);
		const refused = runInspect([command, ...words, "--budget", "0"]);
		expect(refused.status).toBe(2);
		expect(refused.stderr).toContain("a number from 1 up is needed");
	});

	test("as JSON, with every place that was tried", () => {
		const tree: unknown = JSON.parse(runInspect(["tree", HELLO, "-t", "debian:12-slim", "-f", "json"]).stdout);
		expect(tree).toMatchObject({
			schemaVersion: 1,
			path: HELLO,
			target: "debian:12-slim",
			verdict: "runs",
			interpreter: { path: "/lib64/ld-linux-x86-64.so.2", libc: "glibc 2.36" },
			objects: [
				{ name: HELLO, via: "subject", needs: [{ name: "libc.so.6", object: 1 }] },
				{ via: "ld.so.cache", steps: [{ outcome: "found" }], needs: [{ name: "ld-linux-x86-64.so.2", object: 2 }] },
				{ via: "interpreter" },
			],
		});
	});

	test.each([
		["fixtures-bin/script.sh", "is a script for /bin/sh: ask for the tree of that"],
		["fixtures-bin/aarch64-musl/hello-static", "is linked statically: it needs no library"],
		["README.md", "README.md: "],
		["nowhere", "no such file or directory"],
		["fixtures-bin", "files; name one: inspect tree fixtures-bin "],
	])("%s is one clear line, exit 2", (file, words) => {
		const { stdout, stderr, status } = runInspect(["tree", file, "-t", "debian:12-slim"]);
		expect(stderr).toMatch(/^elfspect: .*\n$/);
		expect(stderr).toContain(words);
		expect([stdout, status]).toEqual(["", 2]);
	});
});

test("a JSON report says where each library was found", () => {
	const { stdout } = runInspect([HELLO, "-t", "debian:12-slim", "-f", "json"]);
	expect(JSON.parse(stdout)).toMatchObject({
		subjects: [
			{
				results: [
					{
						resolved: [
							{ library: "libc.so.6", path: "/usr/lib/x86_64-linux-gnu/libc.so.6", how: "ld.so.cache" },
							{ library: "/lib64/ld-linux-x86-64.so.2", how: "interpreter" },
						],
					},
				],
			},
		],
	});
});
