import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareLibraryNames } from "../../../src/loader/glibc/ld-so-cache.ts";
import { expectExec, file, type GlibcStage, lacks, library, program, scenario } from "./glibc-scene.ts";

const LDCONFIG = "/sbin/ldconfig";
const f = "int f(void) { return 1; }";
const app = program("int f(void);", "f()", { needs: ["/opt/here/liba.so"] });
const items = {
	"/opt/here/liba.so": library(f),
	"/etc/ld.so.conf": file("include /etc/ld.so.conf.d/*.conf\n"),
	"/etc/ld.so.conf.d/here.conf": file("/opt/here\n"),
	"/t/app": app,
};

const isThere = spawnSync(LDCONFIG, ["--version"]).status === 0;
if (!isThere) console.warn("SKIPPED: caches written by the real ldconfig: there is none on this machine");

function writeCache({ root }: GlibcStage, ...options: string[]): void {
	execFileSync(LDCONFIG, ["-X", "-r", root, ...options], { stdio: "ignore" });
}

describe("/etc/ld.so.conf", () => {
	scenario("means nothing to the loader without a cache", items, (stage) => {
		expectExec(stage, "/t/app", lacks("/t/app", "liba.so"));
	});
});

describe.skipIf(!isThere)("/etc/ld.so.cache", () => {
	for (const format of ["new", "compat", "old"]) {
		scenario(`in ${format} format names a library's path`, items, (stage) => {
			writeCache(stage, "-c", format);
			const object = expectExec(stage, "/t/app", "starts").objects[1];
			expect([object?.name, object?.via]).toEqual(["/opt/here/liba.so", "ld.so.cache"]);
		});
	}
	scenario("goes before the system's folders", { ...items, "/usr/lib/liba.so": library(f) }, (stage) => {
		writeCache(stage);
		expect(expectExec(stage, "/t/app", "starts").objects[1]?.name).toBe("/opt/here/liba.so");
	});
	scenario(
		"is not asked about the system's folders by an object with DF_1_NODEFLIB",
		{
			...items,
			"/usr/lib/libsystem.so": library(f),
			"/t/first": program("int f(void);", "f()", { needs: ["/opt/here/liba.so"], flags: ["-Wl,-z,nodefaultlib"] }),
			"/t/second": program("int f(void);", "f()", { needs: ["/usr/lib/libsystem.so"], flags: ["-Wl,-z,nodefaultlib"] }),
		},
		(stage) => {
			writeCache(stage);
			expectExec(stage, "/t/first", "starts");
			// No call failed, so that there is no errno to tell of.
			expectExec(stage, "/t/second", lacks("/t/second", "libsystem.so").replace(": No such file or directory", ""));
		},
	);
	scenario("that names a file which is gone does not end the search", items, (stage) => {
		writeCache(stage);
		rmSync(join(stage.root, "opt/here/liba.so"));
		expectExec(stage, "/t/app", lacks("/t/app", "liba.so"));
	});
	scenario("that is no cache is not read", items, (stage) => {
		writeFileSync(join(stage.root, "etc/ld.so.cache"), "no cache at all, only text that is long enough to be one");
		expectExec(stage, "/t/app", lacks("/t/app", "liba.so"));
	});
	scenario("that breaks off is not read", items, (stage) => {
		writeCache(stage);
		const path = join(stage.root, "etc/ld.so.cache");
		writeFileSync(path, readFileSync(path).subarray(0, 60));
		expectExec(stage, "/t/app", lacks("/t/app", "liba.so"));
	});
	scenario(
		"with entries for better CPUs",
		{
			...items,
			"/opt/here/glibc-hwcaps/x86-64-v2/liba.so": library(f),
			"/opt/here/glibc-hwcaps/x86-64-v3/liba.so": library(f),
		},
		(stage) => {
			writeCache(stage);
			const chosen = (level: 1 | 2 | 3) => stage.exec("/t/app", { x86Level: level }).objects[1]?.name;
			const from = stage.release < 33 ? ["", "", ""] : ["", "glibc-hwcaps/x86-64-v2/", "glibc-hwcaps/x86-64-v3/"];
			expect([chosen(1), chosen(2), chosen(3)]).toEqual(from.map((folder) => `/opt/here/${folder}liba.so`));
			expectExec(stage, "/t/app", "starts");
		},
	);
});

describe("folders for better CPUs", () => {
	scenario(
		"are tried first in every search directory",
		{
			"/t/liba.so": library(f),
			"/t/glibc-hwcaps/x86-64-v2/liba.so": library(f),
			"/t/tls/liba.so": library(f),
			"/t/app": program("int f(void);", "f()", { needs: ["/t/liba.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			const expected = stage.release < 33 ? "tls" : "glibc-hwcaps/x86-64-v2";
			expect(expectExec(stage, "/t/app", "starts").objects[1]?.name).toBe(`/t/${expected}/liba.so`);
		},
	);
	scenario(
		"are the only place where a library must be",
		{
			"/t/glibc-hwcaps/x86-64-v2/liba.so": library(f),
			"/t/app": program("int f(void);", "f()", {
				needs: ["/t/glibc-hwcaps/x86-64-v2/liba.so"],
				flags: ["-Wl,-rpath,/t"],
			}),
		},
		(stage) => {
			expectExec(stage, "/t/app", stage.release < 33 ? lacks("/t/app", "liba.so") : "starts");
		},
	);
	scenario(
		"of the older kind count up to 2.36",
		{
			"/t/tls/x86_64/liba.so": library(f),
			"/t/app": program("int f(void);", "f()", { needs: ["/t/tls/x86_64/liba.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", stage.release < 37 ? "starts" : lacks("/t/app", "liba.so"));
		},
	);
});

describe("compareLibraryNames", () => {
	const order = (left: string, right: string) => Math.sign(compareLibraryNames(Buffer.from(left), Buffer.from(right)));
	it.each([
		["liba.so.1", "liba.so.1", 0],
		["liba.so.2", "liba.so.10", -1],
		["liba.so.10", "liba.so.9", 1],
		["liba.so.1", "liba.so", 1],
		["liba.so", "liba.so.1", -1],
		["lib1", "liba", 1],
		["liba", "lib1", -1],
		["liba.so.01", "liba.so.1", 0],
		["", "a", -1],
	])("%s and %s: %i", (left, right, expected) => {
		expect(order(left, right)).toBe(expected);
	});
});
