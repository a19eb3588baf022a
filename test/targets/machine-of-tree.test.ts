import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadSubject } from "../../src/loader/load-subject.ts";
import type { LibcIdentity } from "../../src/targets/libc-identity.ts";
import { targetOfTree } from "../../src/targets/target-of-tree.ts";
import { memoryFile, memoryTree } from "../../src/tree/memory-tree.ts";

const HELLO = readFileSync("fixtures-bin/x86_64-glibc/hello");
const NO_LIBC: LibcIdentity = { kind: "unknown" };
const EM_MIPS = 8;
const EM_AMDGPU = 224;
const E_TYPE = 16;
const E_MACHINE = 18;
const ET_DYN = 3;

function made(bytes: Buffer, machine: number): Buffer {
	const copy = Buffer.from(bytes);
	copy.writeUInt16LE(machine, E_MACHINE);
	return copy;
}

function treeOf(files: Readonly<Record<string, Buffer>>, mode = 0o755) {
	return memoryTree(Object.entries(files).map(([path, bytes]) => [path, memoryFile(path, bytes, mode)]));
}

function targetWith(files: Readonly<Record<string, Buffer>>, mode?: number) {
	return targetOfTree(treeOf(files, mode), { name: "base", arch: "x86_64", provenance: { source: "made here" } });
}

test("a base for a machine without built-in targets refuses programs for others", () => {
	const files = { "/bin/busybox": made(HELLO, EM_MIPS) };
	const { arch, machine } = targetWith(files);
	expect(arch).toBe("mips");
	const root = treeOf({ ...files, "/app": HELLO });
	expect(loadSubject({ path: "/app", mode: "exec", root, machine, libcAt: () => NO_LIBC })).toMatchObject({
		outcome: "refused",
		lines: ["exec /app: exec format error"],
	});
});

test("a machine that elf.h does not name has its number", () => {
	expect(targetWith({ "/bin/init": made(HELLO, 0x1234) })).toMatchObject({ arch: "0x1234", machine: 0x1234 });
});

test("files that the kernel would not start make no machine", () => {
	const code = made(HELLO, EM_AMDGPU);
	code.writeUInt16LE(ET_DYN, E_TYPE);
	expect(targetWith({ "/usr/lib/kernels.hsaco": code }, 0o644)).toMatchObject({ arch: "x86_64", machine: 62 });
});

test("files of a known machine count before all others", () => {
	const mixed = { "/bin/one": made(HELLO, EM_MIPS), "/bin/two": made(HELLO, EM_MIPS), "/bin/sh": HELLO };
	expect(targetWith(mixed)).toMatchObject({ arch: "x86_64", machine: 62 });
});
