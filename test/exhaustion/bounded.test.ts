import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { WorkBudget } from "../../src/budget/work-budget.ts";
import { judgeInput } from "../../src/judgement/judge-input.ts";
import { packageOwnership } from "../../src/packages/ownership.ts";
import { openInput } from "../../src/source/open-input.ts";
import { findTarget } from "../../src/targets/find-target.ts";
import { memoryFile, memoryTree } from "../../src/tree/memory-tree.ts";
import { ATTACKS } from "./attacks/all.ts";

const TARGETS = ["alpine:3.20", "debian:12-slim"];

/** A part of the default budget, so that small attacks spend it. */
const BUDGET = 0.05;

/** What judging an attack of a size cost, and what was said of its files. */
async function outcome(name: string, size: number) {
	const attack = ATTACKS.find((each) => each.name === name);
	if (attack === undefined) throw new Error(`there is no attack ${name}`);
	const folder = mkdtempSync(join(tmpdir(), "elfspect-"));
	const { files } = attack.make(size);
	for (const [file, bytes] of files) writeFileSync(join(folder, file), bytes);
	const [input] = await openInput(join(folder, [...files.keys()][0] ?? ""), { budget: BUDGET });
	if (input === undefined) throw new Error("nothing was opened");
	const { subjects } = judgeInput(input, { targets: TARGETS }, findTarget);
	input.close();
	return { ...input.budget.figures, results: subjects.flatMap(({ results }) => results) };
}

/** Work that is counted before anybody looks whether it can be paid for: the rest of a walk, a row, a look-up. */
const OVERSHOOT = 1.25;
/** A symlink's target as long as a path may be. */
const ONE_WALK = 60_000;

describe("an input that makes work out of proportion costs its budget, twice as large at most twice as much:", () => {
	test.each([
		["needed x runpath", 150],
		["needed x rpath, musl", 150],
		["long names x runpath", 20],
		["origin many times", 2000],
		["needed without end", 2000],
		["chain of libraries", 60],
		["chain of libraries, musl", 60],
		["chain with inherited rpaths", 60],
		["chain with inherited rpaths, musl", 60],
		["libraries that all need all", 40],
		["one chain of all symbols", 3000],
		["PATH of many folders", 10_000],
		["LD_LIBRARY_PATH x programs", 5000],
		["LD_PRELOAD of many", 10_000],
		["links with targets of 4 KB", 60],
		["deep folders", 400],
		["zip: members share a stream", 30],
	])("%s", async (name, size) => {
		const [once, twice] = [await outcome(name, size), await outcome(name, 2 * size)];
		expect(once.spent).toBeLessThan(once.most * OVERSHOOT + ONE_WALK);
		expect(twice.spent).toBeLessThan(twice.most * OVERSHOOT + ONE_WALK);
		expect(twice.most).toBeLessThan(once.most * 2.1);
	});

	test.each([
		["needed x runpath", 150],
		["chain of libraries", 60],
		["one chain of all symbols", 3000],
		["LD_LIBRARY_PATH x programs", 5000],
		["nested sh -c, 32 each", 4],
		["zip: members share a stream", 40],
	])("%s: what is left is unknown, and says why", async (name, size) => {
		const { results } = await outcome(name, size);
		const left = results.filter(({ verdict }) => verdict === "unknown");
		expect(left.length).toBeGreaterThan(0);
		expect(left.map(({ message }) => message).join()).toMatch(/the work budget of this (file|input) is spent/);
	});
});

describe("linear work stays linear:", () => {
	test.each([
		["one name, many bearers", 20],
		["filters", 20],
		["tiny programs", 20],
		["versions x symbols", 100],
		["long name of all symbols", 100],
		["links to libraries", 300],
		["chain of shebangs", 20],
	])("%s", async (name, size) => {
		const [once, twice] = [await outcome(name, size), await outcome(name, 2 * size)];
		expect(twice.spent).toBeLessThan(once.spent * 2.2 + 1000);
	});
});

describe("a package database", () => {
	test("whose rows lead in a circle is said to be damaged, and its files are judged", async () => {
		const { results } = await outcome("sqlite: rows share a cycle", 7);
		expect(results.map(({ verdict }) => verdict)).not.toContain("unknown");
		expect(results.length).toBeGreaterThan(0);
	});

	test("is read once however many links it has", () => {
		const list = { ...memoryFile("list", Buffer.from("/usr/bin/a\n".repeat(1000)), 0o644), identity: "1 2" };
		const cost = (links: number): number => {
			const budget = new WorkBudget();
			const entries = Array.from({ length: links }, (_, at) => [`/var/lib/dpkg/info/p${at}.list`, list] as const);
			const { ownerOf } = packageOwnership(memoryTree(entries), budget);
			expect(ownerOf("/usr/bin/a")).toBe("p0");
			return budget.figures.spent;
		};
		expect(cost(20)).toBe(cost(1));
	});
});

describe("other inputs", () => {
	test("keep their answers, and so do other files of the same", async () => {
		const folder = mkdtempSync(join(tmpdir(), "elfspect-"));
		const attack = ATTACKS.find(({ name }) => name === "needed x runpath")
			?.make(400)
			.files.get("a");
		const harmless = ATTACKS.find(({ name }) => name === "subjects")
			?.make(1)
			.files.get("a");
		writeFileSync(join(folder, "attack"), attack ?? "", { mode: 0o755 });
		writeFileSync(join(folder, "harmless"), harmless ?? "", { mode: 0o755 });
		const [input] = await openInput(`dir:${folder}`, { budget: 0.3 });
		if (input === undefined) throw new Error("nothing was opened");
		const { subjects } = judgeInput(input, { targets: ["debian:12-slim"] }, findTarget);
		expect(subjects.map(({ path, results }) => [path, results[0]?.verdict === "unknown"])).toEqual([
			["/attack", true],
			["/harmless", false],
		]);
	});
});
