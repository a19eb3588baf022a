import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { directoryTree } from "../../../src/disk/directory-tree.ts";
import { expectExec, lacks, library, link, program, scenario } from "./glibc-scene.ts";

const rpath = (path: string, kind = "enable") => [`-Wl,--${kind}-new-dtags`, `-Wl,-rpath,${path}`];
const f = "int f(void) { return 3; }";

describe("$ORIGIN", () => {
	for (const spelling of ["$ORIGIN", `\${ORIGIN}`]) {
		for (const kind of ["enable", "disable"]) {
			scenario(
				`${spelling} is the folder of the program (--${kind}-new-dtags)`,
				{
					"/t/liba.so": library(f),
					"/t/app": program("int f(void);", "f()", { needs: ["/t/liba.so"], flags: rpath(spelling, kind) }),
				},
				(stage) => {
					expect(expectExec(stage, "/t/app", "starts").objects[1]?.name).toBe("/t/liba.so");
				},
			);
		}
	}
	scenario(
		"of a library that a symlink leads to is the folder in which the symlink was found",
		{
			"/t/a/libf.so": library(f),
			"/t/a/libg.so": library("int f(void); int g(void) { return f(); }", {
				needs: ["/t/a/libf.so"],
				flags: rpath(`\${ORIGIN}`),
			}),
			"/t/b/libg.so": link("../a/libg.so"),
			"/t/app": program("int g(void);", "g()", { needs: ["/t/a/libg.so"], flags: rpath(`\${ORIGIN}/b`) }),
		},
		(stage) => {
			expectExec(stage, "/t/app", lacks("/t/app", "libf.so"));
		},
	);
	scenario(
		"of a program that a symlink leads to is the folder of the real file",
		{
			"/t/real/liba.so": library(f),
			"/t/real/app": program("int f(void);", "f()", { needs: ["/t/real/liba.so"], flags: rpath("$ORIGIN") }),
			"/t/app": link("real/app"),
		},
		(stage) => {
			const load = stage.exec("/t/app");
			expect(load.outcome).toBe("starts");
			expect(load.objects[1]?.name).toBe("/t/real/liba.so");
		},
	);
	scenario(
		"in a DT_NEEDED name makes it a path",
		{
			"/t/liba.so": library(f, { soname: "$ORIGIN/liba.so" }),
			"/t/app": program("int f(void);", "f()", { needs: ["/t/liba.so"] }),
		},
		(stage) => {
			const object = expectExec(stage, "/t/app", "starts").objects[1];
			expect([object?.name, object?.requestedAs, object?.via]).toEqual(["/t/liba.so", "$ORIGIN/liba.so", "path"]);
		},
	);
});

describe("other tokens", () => {
	scenario(
		"$LIB is the name of the system's library folder",
		{
			"/t/lib/x86_64-linux-gnu/liba.so": library(f),
			"/t/app": program("int f(void);", "f()", {
				needs: ["/t/lib/x86_64-linux-gnu/liba.so"],
				flags: rpath("/t/$LIB"),
			}),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	for (const token of ["$LIBRARY", "$NOTHING", "$", `\${LIB`]) {
		scenario(
			`${token} is no token and stays as it is`,
			{
				[`/t/${token}/liba.so`]: library(f),
				"/t/app": program("int f(void);", "f()", {
					needs: [`/t/${token}/liba.so`],
					flags: rpath(`/t/${token}`),
				}),
			},
			(stage) => {
				expectExec(stage, "/t/app", "starts");
			},
		);
	}
	scenario(
		"several in one path are all replaced",
		{
			"/t/lib/lib/x86_64-linux-gnu/liba.so": library(f),
			"/t/bin/app": program("int f(void);", "f()", {
				needs: ["/t/lib/lib/x86_64-linux-gnu/liba.so"],
				flags: rpath("/none:$ORIGIN/../lib/$LIB//"),
			}),
		},
		(stage) => {
			const [, object] = expectExec(stage, "/t/bin/app", "starts").objects;
			expect(object?.name).toBe("/t/bin/../lib/lib/x86_64-linux-gnu/liba.so");
			expect(object?.steps[0]).toMatchObject({ tried: "/none/liba.so", outcome: "absent" });
		},
	);
});

describe("what stands around a lone file", () => {
	scenario(
		"answers $ORIGIN and names with a slash, and nothing else",
		{
			"/t/lib/liba.so": library(f),
			"/t/plain.so": library("", { soname: "/t/plain.so" }),
			"/opt/libb.so": library(""),
			"/t/carried": program("int f(void);", "f()", {
				needs: ["/t/lib/liba.so", "/t/plain.so"],
				flags: rpath("$ORIGIN/lib"),
			}),
			"/t/absolute": program("", "0", { needs: ["/opt/libb.so"], flags: rpath("/opt") }),
		},
		(stage) => {
			const bare = mkdtempSync(join(tmpdir(), "elfspect-bare-"));
			cpSync(stage.root, bare, { recursive: true, verbatimSymlinks: true });
			for (const folder of ["t", "opt"]) rmSync(join(bare, folder), { recursive: true });
			const request = { root: directoryTree(bare), siblings: directoryTree(stage.root) };
			const carried = stage.exec("/t/carried", request);
			expect([carried.outcome, ...carried.objects.map(({ name }) => name)]).toEqual([
				"starts",
				"/t/carried",
				"/t/lib/liba.so",
				"/t/plain.so",
			]);
			expect(stage.exec("/t/absolute", request).lines).toEqual([lacks("/t/absolute", "libb.so")]);
			rmSync(bare, { recursive: true });
		},
	);
});
