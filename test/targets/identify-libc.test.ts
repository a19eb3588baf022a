import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { directoryTree } from "../../src/disk/directory-tree.ts";
import { findTarget } from "../../src/targets/find-target.ts";
import { identifyLibc } from "../../src/targets/identify-libc.ts";
import { libcAt } from "../../src/targets/libc-at.ts";
import { memoryFile, memoryTree } from "../../src/tree/memory-tree.ts";
import { overlayTree } from "../../src/tree/overlay-tree.ts";

const muslOfDebian = "/lib/x86_64-linux-musl/libc.so";

describe("identifyLibc", () => {
	test("what is no loader is unknown", () => {
		const tree = memoryTree([["/lib/ld.so", memoryFile("ld.so", Buffer.from("#!/bin/sh\n"))]]);
		expect(identifyLibc(tree, "/lib/ld.so")).toEqual({ kind: "unknown" });
		expect(identifyLibc(tree, "/lib/absent")).toEqual({ kind: "unknown" });
		const programs = directoryTree("fixtures-bin/x86_64-glibc");
		expect(identifyLibc(programs, "/hello")).toEqual({ kind: "unknown" });
	});

	const glibc = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"].find((path) => existsSync(path));
	if (glibc === undefined) console.warn("SKIPPED: this machine's own glibc loader: there is none");
	test.skipIf(glibc === undefined)("this machine's glibc", () => {
		const root = directoryTree("/");
		const found = root.lookup(glibc ?? "");
		expect(found.found && identifyLibc(root, found.realPath)).toMatchObject({
			kind: "glibc",
			version: expect.stringMatching(/^2\.\d+/),
			systemDirectories: expect.arrayContaining([expect.stringMatching(/lib/)]),
		});
	});

	test.skipIf(glibc === undefined)("a glibc without a packager's name, built without assertions", () => {
		const bytes = readFileSync(glibc ?? "").toString("latin1");
		const silent = bytes.replaceAll("Inconsistency detected by ld.so", "x".repeat(31));
		const banner = "\0GNU C Library stable release version 2.12.2, by Roland McGrath et al.\n";
		const tree = memoryTree([
			["/lib64/ld.so", memoryFile("ld.so", Buffer.from(silent, "latin1"))],
			["/lib64/libc.so.6", memoryFile("libc", Buffer.from(banner))],
			["/lib/ld.so", memoryFile("ld.so", Buffer.from(bytes, "latin1"))],
		]);
		expect(identifyLibc(tree, "/lib64/ld.so")).toMatchObject({ kind: "glibc", version: "2.12.2", assertions: false });
		expect(identifyLibc(tree, "/lib/ld.so")).not.toHaveProperty("assertions");
	});

	if (!existsSync(muslOfDebian)) console.warn("SKIPPED: Debian's musl: package musl is not installed");
	test.skipIf(!existsSync(muslOfDebian))("a musl without Alpine's patches", () => {
		const libc = identifyLibc(directoryTree("/"), muslOfDebian);
		if (libc.kind !== "musl") throw new Error("not recognised");
		const numbers = (libc.version ?? "").split(".").map(Number);
		expect(numbers.slice(0, 2)).toEqual([1, 2]);
		expect(libc.features.relr).toBe((numbers[2] ?? 0) >= 4);
		expect(libc.features.lfs64Fallback).toBe((numbers[2] ?? 0) >= 4);
		expect(libc.features.refusesInitialExec).toBe(true);
	});
});

describe("libcAt", () => {
	const alpine = findTarget("alpine:3.20", "x86_64");
	if (alpine === undefined) throw new Error("alpine:3.20 is built in");
	const loader = "/lib/ld-musl-x86_64.so.1";

	test("knows the target's own loaders, whatever is laid beside them", () => {
		const root = overlayTree(memoryTree([["/app", memoryFile("app", Buffer.from("#!/bin/sh\n"))]]), alpine.tree);
		expect(libcAt(alpine, root)(loader)).toEqual(alpine.libc);
		expect(libcAt(alpine, root)("/app")).toEqual({ kind: "unknown" });
	});

	test("looks at what was laid over them", () => {
		const root = overlayTree(memoryTree([[loader, memoryFile("mine", Buffer.from("mine"))]]), alpine.tree);
		expect(libcAt(alpine, root)(loader)).toEqual({ kind: "unknown" });
	});
});
