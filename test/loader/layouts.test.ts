import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inspect } from "../../src/inspect.ts";
import { skipLoudly } from "../skipped-loudly.ts";
import * as glibc from "./glibc/glibc-scene.ts";
import { changeSections, prelinked, withoutSections } from "./support/layouts.ts";
import { expectExec, file, type Item, type Items, library, program, scenario } from "./support/scene.ts";

const dep = "int work(void) { return 1; }";
const uses = ["int work(void), gone(void);", "work()"] as const;
const run = ["-Wl,-rpath,/t"];

/** Builds an item and then changes its file with a command; `@` stands for the file. */
function changed(item: Item, ...command: readonly [string, ...string[]]): Item {
	return (place, path) => {
		item(place, path);
		const [tool, ...parameters] = command.map((word) => (word === "@" ? join(place, path) : word));
		execFileSync(tool ?? "", parameters, { stdio: ["ignore", "ignore", "inherit"] });
	};
}

/** The same scene for musl and for glibc: it starts; with a name that nobody has, it is refused in the loader's words. */
function loads(
	name: string,
	build: (make: { readonly program: typeof program; readonly library: typeof library }) => Items,
): void {
	scenario(name, build({ program, library }), (stage) => {
		const load = expectExec(stage, "/t/app", "starts");
		expect(load.objects.map(({ path }) => path)).toContain("/t/liba.so");
		expectExec(stage, "/t/wanting", ["Error relocating /t/wanting: gone: symbol not found"]);
	});
	glibc.scenario(name, build({ program: glibc.program, library }), (stage) => {
		glibc.expectExec(stage, "/t/app", "starts");
		glibc.expectExec(stage, "/t/wanting", glibc.lookupError("/t/wanting", "/t/wanting", "gone"));
	});
}

/** A program, one that wants a name which is nowhere, and their library, each changed in the same way. */
function family(change: (item: Item) => Item, flags: readonly string[] = []): Parameters<typeof loads>[1] {
	return ({ program, library }) => ({
		"/t/liba.so": library(dep, { flags }),
		"/t/app": change(program(...uses, { needs: ["/t/liba.so"], flags: [...run, ...flags, "-Wl,-z,now"] })),
		"/t/wanting": change(
			program(uses[0], "work() + gone()", { needs: ["/t/liba.so"], flags: [...run, ...flags, "-Wl,-z,now"] }),
		),
		"/t/liba.so#again": (place, path) =>
			change((to, name) => copyFileSync(join(place, path), join(to, name)))(place, path),
	});
}

const same = (item: Item): Item => item;

describe("layouts that loaders take, and tools that go by sections do not", () => {
	loads("without section headers (sstrip)", family(withoutSections));
	loads(
		"with section headers that point into nothing",
		family(changeSections((section) => section.writeBigUInt64LE(0x7fff_ffffn, 24))),
	);
	loads(
		"with section headers that call everything dynamic data",
		family(changeSections((section) => section.writeUInt32LE(6, 4))),
	);
	loads(
		"with section headers whose tables are empty",
		family(changeSections((section) => section.writeBigUInt64LE(0n, 32))),
	);
	loads("with page sizes of 64 KiB", family(same, ["-Wl,-z,max-page-size=0x10000"]));
	loads("with page sizes of 2 MiB", family(same, ["-Wl,-z,max-page-size=0x200000"]));
	loads("with code and data in the same pages", family(same, ["-Wl,-z,noseparate-code", "-Wl,-z,norelro"]));
	loads("with only an old hash table", family(same, ["-Wl,--hash-style=sysv"]));
	loads("with only a new hash table", family(same, ["-Wl,--hash-style=gnu"]));
	loads(
		"linked to a fixed address, as prelink leaves libraries",
		family(prelinked, ["-Wl,-Ttext-segment=0x3000000000"]),
	);
});

const patches = spawnSync("patchelf", ["--version"]).error === undefined;
if (!patches) skipLoudly("what patchelf leaves behind", "patchelf is not installed");

describe.runIf(patches)("what patchelf leaves behind", () => {
	const long = `/t:${"/very/long/folder".repeat(40)}`;
	loads(
		"a longer search path: the dynamic strings move to a segment of their own",
		family((item) => changed(item, "patchelf", "--force-rpath", "--set-rpath", long, "@")),
	);
	loads(
		"twice changed",
		family((item) =>
			changed(changed(item, "patchelf", "--set-rpath", long, "@"), "patchelf", "--add-needed", "liba.so", "@"),
		),
	);
	scenario(
		"another interpreter and another name of a library",
		{
			"/t/liba.so": library(dep),
			"/t/libb.so": library(dep),
			"/t/app": changed(
				changed(
					program(...uses, { needs: ["/t/liba.so"], flags: run, interpreter: "/lib64/ld-linux-x86-64.so.2" }),
					"patchelf",
					"--set-interpreter",
					"/lib/ld-musl-x86_64.so.1",
					"@",
				),
				"patchelf",
				"--replace-needed",
				"liba.so",
				"libb.so",
				"@",
			),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", "starts");
			expect(load.objects.map(({ path }) => path)).toContain("/t/libb.so");
			expect(load.objects.map(({ path }) => path)).not.toContain("/t/liba.so");
		},
	);
});

/** A static program of 64 bits that exits with status 42: an ELF header, one program header, a few instructions. */
function tiny(change: (bytes: Buffer) => void = () => {}): Item {
	const code = Buffer.from("b8e7000000bf2a0000000f05", "hex");
	const bytes = Buffer.alloc(120 + code.length);
	bytes.write("7f454c46020101", 0, "hex");
	bytes.writeUInt16LE(2, 16);
	bytes.writeUInt16LE(62, 18);
	bytes.writeUInt32LE(1, 20);
	bytes.writeBigUInt64LE(0x400078n, 24);
	bytes.writeBigUInt64LE(64n, 32);
	bytes.writeUInt16LE(64, 52);
	bytes.writeUInt16LE(56, 54);
	bytes.writeUInt16LE(1, 56);
	bytes.writeUInt32LE(1, 64);
	bytes.writeUInt32LE(5, 68);
	bytes.writeBigUInt64LE(0x400000n, 80);
	bytes.writeBigUInt64LE(0x400000n, 88);
	bytes.writeBigUInt64LE(BigInt(bytes.length), 96);
	bytes.writeBigUInt64LE(BigInt(bytes.length), 104);
	bytes.writeBigUInt64LE(0x1000n, 112);
	code.copy(bytes, 120);
	change(bytes);
	return file(bytes);
}

describe("tiny programs that no linker made", () => {
	scenario(
		"a header, a program header and code",
		{
			"/t/app": tiny(),
			"/t/odd": tiny((bytes) => {
				// What the kernel never looks at: version, class and order of bytes, header size, section headers.
				bytes.fill(0xff, 4, 16);
				bytes.writeUInt32LE(77, 20);
				bytes.writeUInt16LE(7, 52);
				bytes.fill(0xee, 58, 64);
				bytes.writeBigUInt64LE(0xdeadn, 40);
			}),
			"/t/unaligned": tiny((bytes) => bytes.writeBigUInt64LE(0x3n, 112)),
			"/t/no-headers": tiny((bytes) => bytes.writeUInt16LE(0, 56)),
			"/t/other-size": tiny((bytes) => bytes.writeUInt16LE(57, 54)),
			"/t/cut": (place, path) => {
				tiny()(place, path);
				truncateSync(join(place, path), 100);
			},
			"/t/short": file(Buffer.from("7f454c4602", "hex")),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
			for (const path of ["/t/no-headers", "/t/other-size", "/t/short"]) {
				expectExec(stage, path, [`exec ${path}: exec format error`]);
			}
			// Where the facts are in doubt, nothing is promised; and what is promised holds.
			for (const path of ["/t/odd", "/t/unaligned", "/t/cut"]) {
				const { outcome } = stage.exec(path);
				const real = glibc.reality({ root: stage.root }, [path]).outcome;
				expect([path, ["unknown", real]]).toEqual([path, expect.arrayContaining([outcome])]);
			}
		},
	);
});

test("a program that UPX has packed runs, and is not said to", async () => {
	const packed = "fixtures-bin/x86_64-static/packed-upx";
	const { subjects } = await inspect({ subjects: [packed], targets: ["scratch"] });
	expect(subjects[0]?.results[0]).toMatchObject({ verdict: "unknown", message: expect.stringContaining("UPX") });
	expect(subjects[0]?.results[0]?.findings[0]?.remedies.join()).toContain("upx -d");
	if (process.platform === "linux" && process.arch === "x64") {
		expect(spawnSync(packed).status).toBe(42);
	}
});
