import { describe, expect, test } from "vitest";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import type { TreeEntry } from "../../src/tree/file-tree.ts";
import { fixture, image, opened, text } from "../subjects/opened.ts";
import { judgeOn } from "./judge-on.ts";

const tool = fixture("x86_64-musl/hello-static");

function owned(mode: number, uid: number, gid: number): TreeEntry {
	return { ...tool, mode, owner: { uid, gid } } as TreeEntry;
}

const entries = {
	"/etc/passwd": text("root:x:0:0\napp:x:7:8\n"),
	"/etc/group": text("staff:x:50:app\n"),
	"/bin/gosu": tool,
	"/srv/mine": owned(0o700, 7, 8),
	"/srv/staff": owned(0o710, 0, 50),
	"/srv/closed": owned(0o700, 0, 0),
};

/** The verdict on what an image starts last, and its message. */
function judged(entrypoint: readonly string[], target: string, user = ""): readonly (string | undefined)[] {
	const input = opened(entries, image({ entrypoint, user }));
	const judge = judgeOn(input, target);
	const path = entrypoint.at(-1);
	const result = [...discoverSubjects(input)].filter((subject) => subject.path === path).map(judge)[0]?.results[0];
	return [result?.verdict, result?.message];
}

describe("what gosu starts is judged as its user, on every base", () => {
	test.each([
		[["gosu", "app", "/srv/mine"], "runs"],
		[["gosu", "app", "/srv/staff"], "runs"],
		[["gosu", "app:9", "/srv/staff"], "fails"],
		[["gosu", "7:50", "/srv/staff"], "runs"],
		[["gosu", "app", "/srv/closed"], "fails"],
		[["gosu", "9", "/srv/mine"], "fails"],
		[["gosu", "nobody-knows", "/srv/closed"], "runs"],
		[["/srv/closed"], "runs"],
	])("%j %s", (entrypoint, verdict) => {
		for (const target of ["self", "alpine:3.20"]) {
			const message = verdict === "fails" ? `exec ${entrypoint.at(-1)}: permission denied` : undefined;
			expect(judged(entrypoint, target)).toEqual([verdict, message]);
		}
	});

	test("but nobody else than root changes its user", () => {
		expect(judged(["gosu", "app", "/srv/mine"], "self", "9")).toEqual(["fails", "exec /srv/mine: permission denied"]);
	});
});
