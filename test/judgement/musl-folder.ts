import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, it } from "vitest";
import { openInput } from "../../src/source/open-input.ts";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import type { TargetResult } from "../../src/verdict/report.ts";
import type { Items } from "../loader/support/scene.ts";
import { debianMusl, obstacle } from "../loader/support/tools.ts";
import { skippedLoudly } from "../skipped-loudly.ts";
import { judgeOn } from "./judge-on.ts";

const isSkipped = skippedLoudly("judging small real files", obstacle());

/** A test of small real files in a folder with musl in it. */
export function scene(name: string, items: Items, check: (root: string) => Promise<void>): void {
	const folders: string[] = [];
	afterAll(() => {
		for (const folder of folders) rmSync(folder, { recursive: true });
	});
	it.skipIf(isSkipped)(name, async () => {
		const root = mkdtempSync(join(tmpdir(), "elfspect-judged-"));
		folders.push(root);
		for (const [path, item] of Object.entries(items)) item(root, path.replace(/#.*/, ""));
		mkdirSync(join(root, "lib"), { recursive: true });
		cpSync(debianMusl, join(root, "lib/ld-musl-x86_64.so.1"), { dereference: true });
		await check(root);
	});
}

/** What each file of a folder meets in the folder itself, by path. */
export async function judged(root: string): Promise<ReadonlyMap<string, TargetResult>> {
	const [input] = await openInput(`dir:${root}`);
	if (input === undefined) throw new Error("the folder was not opened");
	const judge = judgeOn(input, "self");
	const reports = [...discoverSubjects(input)].map(judge);
	return new Map(reports.flatMap(({ path, results: [result] }) => (result === undefined ? [] : [[path, result]])));
}
