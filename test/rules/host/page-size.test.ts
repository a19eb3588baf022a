import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Segment } from "../../../src/elf/elf-file.ts";
import { inspect } from "../../../src/inspect.ts";
import rule from "../../../src/rules/host/page-size.ts";
import { ruleTable } from "../rule-table.ts";

const AARCH64 = 183;

function load(alignment: number, address: number, offset: number): Segment {
	const size = { fileSizeBytes: 4096, memorySizeBytes: 4096n };
	return { type: 1, flags: 5, offset, address: BigInt(address), alignment: BigInt(alignment), ...size };
}

const small = { machine: AARCH64, segments: [load(4096, 0, 0), load(4096, 0x2e84d80, 0x1e83d80)] };
const large = { machine: AARCH64, segments: [load(65536, 0, 0), load(65536, 0x1fd68, 0xfd68)] };
const jemalloc = { strings: new Set(["<jemalloc>: Unsupported system page size"]) };

ruleTable(rule, {
	fires: [
		[
			"for a file with pages of 4 KiB on arm64",
			{ arch: "aarch64", elf: small },
			{ severity: "info", message: /pages of up to 4 KiB:.*64 KiB$/, remedy: /max-page-size=65536/ },
		],
		[
			"in glibc's words for a library",
			{ arch: "aarch64", elf: small, kind: "shared-library" },
			{ message: /ELF load command alignment not page-aligned/ },
		],
		[
			"for segments whose places in memory and file do not fit, whatever the alignment says",
			{ arch: "ppc64le", elf: { ...large, segments: [load(65536, 0x21000, 0x1000), load(65536, 0x31000, 0x4000)] } },
			{ evidence: { largestPage: 4096 } },
		],
		[
			"for jemalloc, which has a page size of its own",
			{ arch: "aarch64", elf: large, program: jemalloc },
			{ message: /jemalloc/, remedy: /--with-lg-page=16/ },
		],
	],
	silent: [
		["for pages of 64 KiB", { arch: "aarch64", elf: large }],
		["on x86-64, which has one size", { elf: small, program: jemalloc }],
		["for the base's own files", { arch: "aarch64", elf: small, ownedBy: "musl" }],
		["for a file without anything to map", { arch: "aarch64", elf: { machine: AARCH64 } }],
	],
});

/** chromiumembedded/cef#3695: libcef.so of arm64 on a host with pages of 64 KiB. */
test("chromiumembedded/cef#3695: the verdict stays, and the report has the note", async () => {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-pages-"));
	const bytes = readFileSync("fixtures-bin/aarch64-musl/hello");
	// p_align of every PT_LOAD: 4096 instead of 65536.
	const count = bytes.readUInt16LE(56);
	for (let at = Number(bytes.readBigUInt64LE(32)); at < 64 + count * 56; at += 56) {
		if (bytes.readUInt32LE(at) === 1) bytes.writeBigUInt64LE(4096n, at + 48);
	}
	writeFileSync(join(folder, "hello"), bytes);
	const { subjects } = await inspect({ subjects: [join(folder, "hello")], targets: ["alpine:3.20"] });
	rmSync(folder, { recursive: true });
	expect(subjects[0]?.results[0]).toMatchObject({ verdict: "runs" });
	expect(subjects[0]?.results[0]?.findings.map(({ rule: id }) => id)).toContain("page-size");
});
