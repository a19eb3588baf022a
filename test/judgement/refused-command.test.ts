import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import { fixture, image, link, opened, text } from "../subjects/opened.ts";
import { judgeOn } from "./judge-on.ts";

const starter = fixture("x86_64-glibc/hello-static-pie");

/** What is said of a program whose loader an image lacks, and of one that may not be executed. */
function lines(entrypoint: readonly string[], target = "self"): readonly (string | undefined)[] {
	const input = opened(
		{
			"/bin/dash": starter,
			"/bin/sh": link("dash"),
			"/bin/bash": starter,
			"/bin/env": starter,
			"/bin/gosu": starter,
			"/start.sh": text("#!/bin/sh\nset -e\nexec /app\n", 0o755),
			"/app": fixture("x86_64-glibc/hello"),
			"/closed": fixture("x86_64-glibc/hello", 0o644),
		},
		image({ entrypoint }),
	);
	const judge = judgeOn(input, target);
	const refused = [...discoverSubjects(input)].filter(({ path, role }) => role && /^\/(app|closed)$/.test(path));
	return refused.map((subject) => judge(subject).results[0]?.message);
}

test.each<[readonly string[], string]>([
	[["/bin/sh", "-c", "/app"], "/bin/sh: 1: /app: not found"],
	[["/bin/sh", "-c", "exec /app --flag"], "/bin/sh: 1: exec: /app: not found"],
	[["/bin/sh", "-c", "/closed"], "/bin/sh: 1: /closed: Permission denied"],
	[["/start.sh"], "/start.sh: 3: exec: /app: not found"],
	[["env", "/app"], "env: '/app': No such file or directory"],
	[["/app"], "exec /app: no such file or directory"],
	[["bash", "-c", "/app"], "exec /app: no such file or directory"],
	[["gosu", "root", "/app"], "exec /app: no such file or directory"],
])("%j: a program that the kernel refuses is refused in the words of what starts it", (entrypoint, line) => {
	expect(lines(entrypoint)).toEqual([line]);
});

test("on another base another shell speaks, and the kernel's words stay", () => {
	expect(lines(["/bin/sh", "-c", "/app"], "alpine:3.20")).toEqual(["exec /app: no such file or directory"]);
});

test("this machine's dash says so", () => {
	const path = join(mkdtempSync(join(tmpdir(), "elfspect-")), "script");
	writeFileSync(path, "#!/nowhere/interpreter\n");
	chmodSync(path, 0o755);
	expect(spawnSync("/bin/dash", ["-c", path], { encoding: "utf8" }).stderr).toBe(`/bin/dash: 1: ${path}: not found\n`);
});
