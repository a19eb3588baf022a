import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { InputJudgement } from "../../src/judgement/input-judgement.ts";
import { subjectJudge } from "../../src/judgement/subject-judge.ts";
import { openInput } from "../../src/source/open-input.ts";
import type { OpenedInput } from "../../src/source/opened-input.ts";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import { findTarget } from "../../src/targets/find-target.ts";
import type { FileContent, TreeEntry } from "../../src/tree/file-tree.ts";
import { fixture, image, opened } from "../subjects/opened.ts";

const scratch = mkdtempSync(join(tmpdir(), "elfspect-links-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const greeter = fixture("x86_64-glibc/greeter");
const library = fixture("x86_64-glibc/v2/libgreet.so.1");

/** Links of one program: two folders, of which only one has the library that $ORIGIN leads to; names of several
 *  lengths, of a loader's words, of the libraries, and parts of others. */
const entries: Readonly<Record<string, TreeEntry>> = {
	"/app/v2/libgreet.so.1": library,
	...Object.fromEntries(
		["/app", "/other", "/other/deeper"].flatMap((folder) =>
			[
				"one",
				"two",
				"six",
				"app",
				"lib",
				"$ORIGIN",
				"one+",
				"a b",
				"c d",
				"e'f",
				"lib\\c.so",
				"libc.so.6",
				"three",
			].map((name) => [`${folder}/${name}`, greeter] as const),
		),
	),
	"/other/locked/one": { ...greeter, mode: 0o700, owner: { uid: 1, gid: 1 } } as TreeEntry,
	"/other/locked/two": { ...greeter, mode: 0o755, owner: { uid: 1, gid: 1 } } as TreeEntry,
	"/other/locked/six": { ...greeter, mode: 0o755 } as TreeEntry,
};

function judgement(input: OpenedInput): InputJudgement {
	const targets = ["self", "debian:12-slim", "debian:11-slim", "alpine:3.20", "alpine:3.20+gcompat", "scratch"];
	return { input, targets, targetSource: findTarget, arch: undefined, alone: false, workingDirectory: "/" };
}

describe("links of one program", () => {
	test.each([
		["as root", "", {}],
		["as somebody", "7:7", {}],
		["with a library path", "", { environment: ["LD_LIBRARY_PATH=/app/v2:/app/one:/other"] }],
		["one of them started", "", { entrypoint: ["/app/six"] }],
	])("are each judged as they are without the others, %s", (_how, user, facts) => {
		const input = opened(entries, image({ user, ...facts }));
		const together = subjectJudge(judgement(input));
		const subjects = [...discoverSubjects(input)];
		expect(subjects.length).toBeGreaterThan(40);
		const verdicts = new Set<string>();
		for (const subject of subjects) {
			const report = together(subject);
			expect(JSON.stringify(report)).toBe(JSON.stringify(subjectJudge(judgement(input))(subject)));
			for (const { verdict } of report.results) verdicts.add(verdict);
		}
		expect([...verdicts]).toEqual(expect.arrayContaining(["fails", "runs"]));
	});

	test("are loaded twice, not each", () => {
		let lookups = 0;
		const counted = (path: string): string => {
			if (path.endsWith("libgreet.so.1")) lookups += 1;
			return path;
		};
		const input = opened(entries, image({}));
		const { tree } = input;
		const counting: OpenedInput = {
			...input,
			tree: { ...tree, lookup: (path) => tree.lookup(counted(path)), entry: (path) => tree.entry(counted(path)) },
		};
		const judge = subjectJudge({ ...judgement(counting), targets: ["debian:12-slim"] });
		const counts = new Map<string, number>();
		for (const subject of discoverSubjects(counting)) {
			lookups = 0;
			judge(subject);
			counts.set(subject.path, lookups);
		}
		const first = counts.get("/app/a b") ?? 0;
		expect(counts.get("/app/app")).toBeGreaterThanOrEqual(first);
		expect(counts.get("/app/six")).toBeLessThan(first);
	});
});

describe("what a file holds is found out once for all its hard links", () => {
	const folder = join(scratch, "folder");
	const archive = join(scratch, "archive.tar");
	for (const name of ["bin/one", "bin/two", "bin/broken", "bin/broken-too", "bin/copy"])
		mkdirSync(dirname(join(folder, name)), { recursive: true });
	copyFileSync("fixtures-bin/x86_64-glibc/hello", join(folder, "bin/one"));
	copyFileSync("fixtures-bin/x86_64-glibc/hello", join(folder, "bin/copy"));
	linkSync(join(folder, "bin/one"), join(folder, "bin/two"));
	writeFileSync(join(folder, "bin/broken"), "\x7fELF\x02\x01\x01");
	linkSync(join(folder, "bin/broken"), join(folder, "bin/broken-too"));
	chmodSync(join(folder, "bin/broken"), 0o755);
	execFileSync("tar", ["-C", folder, "-cf", archive, "."]);
	execFileSync("gzip", ["-k", archive]);

	test.each([folder, archive, `${archive}.gz`])("%s", async (spec) => {
		const [input] = await openInput(spec);
		const at = (path: string): FileContent | undefined => {
			const found = input?.tree.lookup(path);
			return found?.found && found.entry.type === "file" ? found.entry.content() : undefined;
		};
		const [one, two, copy] = ["/bin/one", "/bin/two", "/bin/copy"].map(at);
		expect(one?.kind === "elf" && two?.kind === "elf" && one.elf === two.elf).toBe(true);
		expect(copy?.kind === "elf" && one?.kind === "elf" && one.elf !== copy.elf).toBe(true);
		expect(at("/bin/broken")?.kind).toBe("malformed-elf");
		expect(at("/bin/broken-too")).toEqual(at("/bin/broken"));
	});
});
