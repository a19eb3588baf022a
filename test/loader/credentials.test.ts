import { spawnSync } from "node:child_process";
import { chmodSync, chownSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { directoryTree } from "../../src/disk/directory-tree.ts";
import type { Credentials } from "../../src/image/users/credentials.ts";
import type { Load, LoadRequest } from "../../src/loader/load.ts";
import * as glibc from "./glibc/glibc-scene.ts";
import { file, type Items, library, link, program, reality, scenario } from "./support/scene.ts";

/** What `chmod` and `chown` are given, by path. */
type Modes = Readonly<Record<string, readonly [mode: number, uid?: number, gid?: number]>>;

interface Try {
	readonly name: string;
	readonly modes: Modes;
	readonly who?: Credentials;
	readonly path?: string;
	/** LD_LIBRARY_PATH. */
	readonly libraryPath?: string;
	/** The first line, or that it starts. */
	readonly expected: string;
	/** Where the two loaders differ. */
	readonly glibc?: string;
	/** What the finding would name. */
	readonly culprit?: string;
}

const user: Credentials = { uid: 1000, gid: 1000, groups: [] };
const root: Credentials = { uid: 0, gid: 1000, groups: [] };
const refused = "exec /t/app: permission denied";
const work = "int work(void) { return 1; }";
const wants = ["int work(void);", "work()"] as const;

const items = (make: typeof program): Items => ({
	"/usr/lib/libw.so": library(work),
	"/own/libo.so": library(work),
	"/t/app": make(...wants, { needs: ["/usr/lib/libw.so"] }),
	"/t/far": make(...wants, { needs: ["/own/libo.so"], flags: ["-Wl,-rpath,/own"] }),
	"/t/lost": make(...wants, { needs: ["/own/libo.so"] }),
	"/t/alone": make(),
	"/t/script": file("#!/t/alone\n"),
	"/t/link": link("/s/inner/app"),
	"/s/inner/app": make(),
});

const LOADER = { musl: "/lib/ld-musl-x86_64.so.1", glibc: "/lib64/ld-linux-x86-64.so.2" };

const tries = (loader: string): readonly Try[] => [
	{ name: "everybody may", modes: {}, expected: "starts" },
	{ name: "execution alone suffices", modes: { "/t/app": [0o711] }, expected: "starts" },
	{ name: "reading alone does not", modes: { "/t/app": [0o744] }, expected: refused, culprit: "/t/app" },
	{ name: "root may where anybody may", modes: { "/t/app": [0o100] }, who: root, expected: "starts" },
	{ name: "root may not where nobody may", modes: { "/t/app": [0o644] }, who: root, expected: refused },
	{ name: "the owner", modes: { "/t/app": [0o500, 1000] }, expected: "starts" },
	{
		name: "the owner's class alone counts",
		modes: { "/t/app": [0o077, 1000, 1000] },
		expected: refused,
		culprit: "/t/app",
	},
	{ name: "the group", modes: { "/t/app": [0o750, 0, 1000] }, expected: "starts" },
	{
		name: "the group's class alone counts",
		modes: { "/t/app": [0o705, 0, 1000] },
		expected: refused,
		culprit: "/t/app",
	},
	{ name: "another group", modes: { "/t/app": [0o750, 0, 50] }, expected: refused, culprit: "/t/app" },
	{
		name: "a supplementary group",
		modes: { "/t/app": [0o750, 0, 50] },
		who: { ...user, groups: [7, 50] },
		expected: "starts",
	},
	{ name: "a folder on the way", modes: { "/t": [0o700] }, expected: refused, culprit: "/t" },
	{ name: "a folder that can be searched, not listed", modes: { "/t": [0o711] }, expected: "starts" },
	{ name: "a folder that can be listed, not searched", modes: { "/t": [0o766] }, expected: refused, culprit: "/t" },
	{ name: "root is let through", modes: { "/t": [0o000], "/usr/lib/libw.so": [0] }, who: root, expected: "starts" },
	{
		name: "a folder behind a link",
		modes: { "/s": [0o700] },
		path: "/t/link",
		expected: "exec /t/link: permission denied",
		culprit: "/s",
	},
	{ name: "the loader without execution", modes: { [loader]: [0o644] }, expected: refused },
	{ name: "the loader for root only", modes: { [loader]: [0o744] }, expected: refused, culprit: "loader" },
	{ name: "the loader without reading", modes: { [loader]: [0o711] }, expected: "starts" },
	{
		name: "a library without reading",
		modes: { "/usr/lib/libw.so": [0o711] },
		expected: "Error loading shared library libw.so: Permission denied (needed by /t/app)",
		glibc: "/t/app: error while loading shared libraries: libw.so: cannot open shared object file: Permission denied",
		culprit: "/usr/lib/libw.so",
	},
	{ name: "a library without execution", modes: { "/usr/lib/libw.so": [0o644] }, expected: "starts" },
	{
		name: "a library in a closed folder, asked for first",
		modes: { "/own": [0o700] },
		path: "/t/far",
		expected: "Error loading shared library libo.so: No such file or directory (needed by /t/far)",
		glibc:
			"/t/far: error while loading shared libraries: libo.so: cannot open shared object file: No such file or directory",
		culprit: "/own",
	},
	{ name: "LD_LIBRARY_PATH", modes: {}, path: "/t/lost", libraryPath: "/own", expected: "starts" },
	{
		name: "LD_LIBRARY_PATH for a program that acts as its owner",
		modes: { "/t/lost": [0o4755] },
		path: "/t/lost",
		libraryPath: "/own",
		expected: "Error loading shared library libo.so: No such file or directory (needed by /t/lost)",
		glibc:
			"/t/lost: error while loading shared libraries: libo.so: cannot open shared object file: No such file or directory",
	},
	{
		name: "LD_LIBRARY_PATH for a program that is its user's own",
		modes: { "/t/lost": [0o4755, 1000] },
		path: "/t/lost",
		libraryPath: "/own",
		expected: "starts",
	},
	{
		name: "LD_LIBRARY_PATH for a program that acts as its group",
		modes: { "/t/lost": [0o2755, 0, 50] },
		path: "/t/lost",
		libraryPath: "/own",
		expected: "Error loading shared library libo.so: No such file or directory (needed by /t/lost)",
		glibc:
			"/t/lost: error while loading shared libraries: libo.so: cannot open shared object file: No such file or directory",
	},
	{
		name: "the owner's rights for libraries",
		modes: { "/t/app": [0o4755], "/usr/lib/libw.so": [0o600] },
		expected: "starts",
	},
	{
		name: "a script without execution",
		modes: { "/t/script": [0o744] },
		path: "/t/script",
		expected: "exec /t/script: permission denied",
		culprit: "/t/script",
	},
	{
		name: "a script's interpreter",
		modes: { "/t/alone": [0o700] },
		path: "/t/script",
		expected: "exec /t/script: permission denied",
		culprit: "/t/alone",
	},
];

/** All modes as they were, but these. */
function give(place: string, modes: Modes): void {
	spawnSync("chown", ["-hR", "0:0", place]);
	spawnSync("chmod", ["-R", "755", place]);
	for (const [path, [mode, uid = 0, gid = 0]] of Object.entries(modes)) {
		chownSync(join(place, path), uid, gid);
		chmodSync(join(place, path), mode);
	}
}

/** What the runner is given. */
function command({ path = "/t/app", who: { uid, gid, groups } = user, libraryPath }: Try): readonly string[] {
	const environment = libraryPath === undefined ? [] : [`LD_LIBRARY_PATH=${libraryPath}`];
	return [`user=${[uid, gid, ...groups].join(":")}`, ...environment, path];
}

function seen({ outcome, lines }: Pick<Load, "outcome" | "lines">): string {
	return outcome === "starts" ? "starts" : (lines[0] ?? "dies");
}

interface Stage {
	readonly root: string;
	exec(path: string, request: Partial<LoadRequest>): Load;
}

function same(name: string, stage: Stage, real: string, expected: string, { path = "/t/app", ...how }: Try): void {
	const environment = how.libraryPath === undefined ? {} : { environment: { libraryPath: how.libraryPath } };
	const tree = directoryTree(stage.root);
	const ours = stage.exec(path, { root: tree, credentials: how.who ?? user, ...environment });
	expect([name, "our answer", seen(ours)]).toEqual([name, "our answer", expected]);
	expect([name, "the real one", real]).toEqual([name, "the real one", expected]);
	const culprit = ours.problems.find(({ denial }) => denial !== undefined)?.denial?.path;
	if (how.culprit === "loader") expect(culprit).toContain("/ld-");
	else expect([name, culprit]).toEqual([name, how.culprit]);
}

const places = (loader: string): readonly string[] => [
	...["/t", "/own", "/usr", "/usr/lib", "/s", "/s/inner", "/lib"],
	...["/t/app", "/t/far", "/t/script", "/t/alone", "/s/inner/app", "/own/libo.so", "/usr/lib/libw.so", loader],
];
const someMode = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom(0o755, 0o711, 0o750, 0o705, 0o555) },
	fc.nat({ max: 0o777 }),
);
const someId = fc.constantFrom(0, 50, 1000);
const someWho = fc.record({
	uid: fc.constantFrom(0, 1000, 1000, 1001),
	gid: someId,
	groups: fc.subarray([7, 50, 1000]),
});
const somePath = fc.constantFrom("/t/app", "/t/far", "/t/script", "/t/link", "/s/inner/../inner/app", "/t/./lost");

/** Any few modes and owners, any user. */
function someTry(loader: string): fc.Arbitrary<Try> {
	const change = fc.tuple(fc.constantFrom(...places(loader)), someMode, someId, someId);
	const changes = fc.array(change, { minLength: 1, maxLength: 4 });
	return fc
		.record({ changes, who: someWho, path: somePath, libraryPath: fc.constantFrom(undefined, "/own") })
		.map(({ changes, who, path, libraryPath }) => ({
			name: "any",
			modes: Object.fromEntries(changes.map(([place, mode, uid, gid]) => [place, [mode, uid, gid] as const])),
			who,
			path,
			expected: "",
			...(libraryPath === undefined ? {} : { libraryPath }),
		}));
}

/** Our answer is the real one, whatever it is. A script that starts and cannot be read is its interpreter's affair. */
function sameAnyhow(stage: Stage, each: Try): void {
	give(stage.root, each.modes);
	const { path = "/t/app", who = user, libraryPath } = each;
	const environment = libraryPath === undefined ? {} : { environment: { libraryPath } };
	const ours = stage.exec(path, { root: directoryTree(stage.root), credentials: who, ...environment });
	if (ours.problems[0]?.kind === "script-unreadable") return;
	expect(seen(ours)).toBe(seen(reality(stage, path, ...command(each))));
}

const runs = { numRuns: Number(process.env.ELFSPECT_RUNS ?? 40), seed: 1000 };

if (process.geteuid?.() !== 0) {
	console.warn("SKIPPED: other users than root: only root can become them");
	it.skip("other users than root", () => {});
} else {
	describe("musl", () => {
		scenario("files and their modes", items(program), (stage) => {
			for (const each of tries(LOADER.musl)) {
				give(stage.root, each.modes);
				const real = reality(stage, each.path ?? "/t/app", ...command(each));
				same(each.name, stage, seen(real), each.expected, each);
			}
		});

		scenario("any files with any modes", items(program), (stage) => {
			fc.assert(
				fc.property(someTry(LOADER.musl), (each) => sameAnyhow(stage, each)),
				runs,
			);
		});
	});

	describe("glibc", () => {
		glibc.scenario("files and their modes", items(glibc.program), (stage) => {
			for (const each of tries(LOADER.glibc)) {
				give(stage.root, each.modes);
				// Both scenes run the same runner; this one knows what execve itself says.
				const real = reality(stage, each.path ?? "/t/app", ...command(each));
				same(each.name, stage, seen(real), each.glibc ?? each.expected, each);
			}
		});

		glibc.scenario("any files with any modes", items(glibc.program), (stage) => {
			// What stands behind the link is the loader's own file.
			fc.assert(
				fc.property(someTry(LOADER.glibc), (each) => sameAnyhow(stage, each)),
				runs,
			);
		});
	});
}
