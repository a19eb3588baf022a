import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { runsI386 } from "../../kernel-support.ts";
import { expectExec, file, type Item, library, patched, program, reality, scenario } from "../support/scene.ts";

const EI_CLASS = 4;
const EI_DATA = 5;
const EI_OSABI = 7;
const bare = program("", "0", { flags: ["-static"] });
const WITHOUT_LOADER = ["-pie", "-Wl,--no-dynamic-linker"];
const STARTER = { soname: "libc.so", source: "void __libc_start_main(void) {}" };
const BEGIN = "int __libc_start_main(); void begin(void) { __libc_start_main(); }";
const enoexec = ["exec /t/app: exec format error"];

describe("what the kernel takes for a program", () => {
	const accepted = {
		"a static program": bare,
		"a static program that can stand anywhere": program("", "0", {
			flags: ["-static", "-pie", "-Wl,--no-dynamic-linker"],
		}),
		"one marked for FreeBSD": patched(bare, (bytes) => bytes.writeUInt8(9, EI_OSABI)),
		"one whose class is wrong": patched(bare, (bytes) => bytes.writeUInt8(1, EI_CLASS)),
		"one whose byte order is wrong": patched(bare, (bytes) => bytes.writeUInt8(2, EI_DATA)),
		"one without section headers": patched(bare, (bytes) => bytes.fill(0, 58, 64).fill(0, 40, 48)),
	};
	for (const [what, item] of Object.entries(accepted)) {
		scenario(`${what} starts`, { "/t/app": item }, (stage) => {
			expectExec(stage, "/t/app", "starts");
		});
	}

	const unreachable = {
		"at a kernel's addresses": 0xffff_ffff_8100_0000n,
		"where the processor has no addresses": 0x8000_0000_0000n,
		"over the end of what programs get": 0x7fff_ffff_e000n + 0x1000n,
	};
	for (const [where, address] of Object.entries(unreachable)) {
		scenario(`one ${where} dies`, { "/t/app": patched(bare, moveTo(address)) }, (stage) => {
			expect(expectExec(stage, "/t/app", "dies").problems[0]?.kind).toBe("crash");
		});
	}

	const refused = {
		"an object file": patched(bare, (bytes) => bytes.writeUInt16LE(1, 16)),
		"a core file": patched(bare, (bytes) => bytes.writeUInt16LE(4, 16)),
		"a program for aarch64": patched(bare, (bytes) => bytes.writeUInt16LE(183, 18)),
		"program headers of another size": patched(bare, (bytes) => bytes.writeUInt16LE(57, 54)),
		"no program headers": patched(bare, (bytes) => bytes.writeUInt16LE(0, 56)),
		"program headers past the end": patched(bare, (bytes) => bytes.writeUInt32LE(1 << 20, 32)),
		"the magic alone": file(Buffer.from("\x7fELF", "latin1")),
		"an empty file": file(""),
		"a text without #!": file("echo hello\n"),
	};
	for (const [what, item] of Object.entries(refused)) {
		scenario(`${what} does not`, { "/t/app": item }, (stage) => {
			expectExec(stage, "/t/app", enoexec);
		});
	}

	scenario(
		"program headers of more than 65536 bytes are too many",
		{ "/t/most": withHeaders(1170), "/t/app": withHeaders(1171) },
		(stage) => {
			expectExec(stage, "/t/most", "starts");
			expectExec(stage, "/t/app", enoexec);
		},
	);
	if (runsI386()) {
		scenario("a program for i386 runs on the same kernel", { "/t/app": program32() }, (stage) => {
			expectExec(stage, "/t/app", "starts");
		});
	}
	scenario(
		"the machine number decides, not what the rest looks like",
		{ "/t/app": patched(program32(), (bytes) => bytes.writeUInt16LE(62, 18)) },
		(stage) => {
			expectExec(stage, "/t/app", enoexec);
		},
	);
	scenario("a file without execute permission", { "/t/app": patchedMode(0o644) }, (stage) => {
		expectExec(stage, "/t/app", ["exec /t/app: permission denied"]);
	});
	scenario("a folder", { "/t/app/x": file("") }, (stage) => {
		expectExec(stage, "/t/app", ["exec /t/app: permission denied"]);
	});
	scenario("nothing at all", {}, (stage) => {
		expectExec(stage, "/t/app", ["exec /t/app: no such file or directory"]);
	});
	scenario(
		"a shared library that names no interpreter dies",
		{ "/t/app": library("", { needs: ["libc.so"] }) },
		(stage) => {
			expect(expectExec(stage, "/t/app", "dies").problems[0]?.kind).toBe("crash");
		},
	);
	scenario("and so does one that needs nothing", { "/t/app": library("int x;") }, (stage) => {
		expect(expectExec(stage, "/t/app", "dies").problems[0]?.kind).toBe("crash");
	});
	scenario(
		"and so does a program whose start code calls into one of its libraries",
		{ "/t/app": program(BEGIN, "0", { needs: [STARTER], flags: [...WITHOUT_LOADER, "-Wl,-e,begin"] }) },
		(stage) => {
			expect(expectExec(stage, "/t/app", "dies").problems[0]?.kind).toBe("crash");
		},
	);
	scenario(
		"one with start code of its own lives, for who knows how long",
		{ "/t/app": program("", "0", { needs: ["libc.so"], flags: WITHOUT_LOADER }) },
		(stage) => {
			expect(reality(stage, "/t/app").outcome).toBe("starts");
			const ours = stage.exec("/t/app");
			expect(ours).toMatchObject({ outcome: "unknown", reason: expect.stringMatching(/names no interpreter/) });
		},
	);
	scenario("a program without anything to load dies", { "/t/app": patched(bare, dropHeaders(1)) }, (stage) => {
		expect(expectExec(stage, "/t/app", "dies").problems[0]?.kind).toBe("crash");
	});
	scenario(
		"a segment from another place in its page is the end",
		{ "/t/app": patched(bare, (bytes) => bytes.writeBigUInt64LE(bytes.readBigUInt64LE(64 + 8) + 8n, 64 + 8)) },
		(stage) => {
			expect(expectExec(stage, "/t/app", "dies").problems[0]?.kind).toBe("crash");
		},
	);
	scenario(
		"a segment with more bytes in the file than in memory is the end",
		{ "/t/app": patched(bare, (bytes) => bytes.writeBigUInt64LE(1n, 64 + 40)) },
		(stage) => {
			expect(expectExec(stage, "/t/app", "dies").problems[0]?.kind).toBe("crash");
		},
	);
});

/** The program header table moved to the end of the file and filled up with PT_NULL. */
function withHeaders(count: number): Item {
	return (place, path) => {
		bare(place, path);
		const before = readFileSync(join(place, path));
		const bytes = Buffer.concat([before, Buffer.alloc(count * 56)]);
		before.copy(bytes, before.length, 64, 64 + before.readUInt16LE(56) * 56);
		bytes.writeBigUInt64LE(BigInt(before.length), 32);
		bytes.writeUInt16LE(count, 56);
		writeFileSync(join(place, path), bytes);
	};
}

function program32() {
	const enter = 'void _start(void) { __asm__ volatile("int $0x80" : : "a"(252), "b"(42)); }';
	return library(enter, { flags: ["-m32", "-no-pie", "-static", "-fno-pic"], soname: false });
}

function patchedMode(mode: number) {
	return file("#!/bin/sh\n", mode);
}

function dropHeaders(type: number) {
	return (bytes: Buffer) => {
		for (let at = 64; at < 64 + bytes.readUInt16LE(56) * 56; at += 56) {
			if (bytes.readUInt32LE(at) === type) bytes.writeUInt32LE(0, at);
		}
	};
}

/** Puts every segment that is loaded behind an address. */
function moveTo(address: bigint): (bytes: Buffer) => void {
	return (bytes) => {
		const base = 0x400000n;
		for (let at = 64; at < 64 + bytes.readUInt16LE(56) * 56; at += 56) {
			const moved = BigInt.asUintN(64, bytes.readBigUInt64LE(at + 16) - base + address);
			bytes.writeBigUInt64LE(moved, at + 16);
		}
		bytes.writeBigUInt64LE(BigInt.asUintN(64, bytes.readBigUInt64LE(24) - base + address), 24);
	};
}
