import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import type { TreeEntry } from "../../src/tree/file-tree.ts";
import { memoryFile } from "../../src/tree/memory-tree.ts";
import type { TargetResult } from "../../src/verdict/report.ts";
import { debianMusl, obstacle } from "../loader/support/tools.ts";
import { skippedLoudly } from "../skipped-loudly.ts";
import { fixture, image, opened } from "../subjects/opened.ts";
import { judgeOn } from "./judge-on.ts";

/** What becomes of an image that starts a file, and holds nothing else. */
function startOf(path: string, entry: TreeEntry): TargetResult | undefined {
	const input = opened({ [path]: entry }, image({ entrypoint: [path] }));
	const judge = judgeOn(input, "self");
	const [result] = [...discoverSubjects(input)].map(judge);
	return result?.results[0];
}

test("a library that an image starts is executed, not opened: it has no start code", () => {
	expect(startOf("/opt/libgreet.so.1", fixture("x86_64-glibc/v2/libgreet.so.1"))).toMatchObject({
		verdict: "fails",
		findings: [{ rule: "crash" }],
	});
});

const isSkipped = skippedLoudly("starting a loader itself", obstacle());

test.skipIf(isSkipped)("a loader that an image starts needs no other", () => {
	const loader = memoryFile("loader", readFileSync(debianMusl), 0o755);
	expect(startOf("/opt/ld-musl-x86_64.so.1", loader)).toMatchObject({ verdict: "runs" });
});
