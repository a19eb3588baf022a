import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { subjectKind } from "../../src/judgement/subject-kind.ts";
import { classifyContent } from "../../src/tree/file-content.ts";

const PT_GNU_STACK = 0x6474e551;
const DT_FLAGS_1 = 0x6ffffffb;

/** A position-independent static program with other marks than its linker left. */
function staticPie(marks: { readonly segment?: number; readonly isPie?: boolean }): Buffer {
	const bytes = readFileSync("fixtures-bin/x86_64-musl/hello-static-pie");
	const headers = Number(bytes.readBigUInt64LE(32));
	for (let index = 0; index < bytes.readUInt16LE(56); index += 1) {
		const at = headers + index * 56;
		if (bytes.readUInt32LE(at) === PT_GNU_STACK) bytes.writeUInt32LE(marks.segment ?? PT_GNU_STACK, at);
		if (bytes.readUInt32LE(at) === 2 && marks.isPie === false) forgetPie(bytes, Number(bytes.readBigUInt64LE(at + 8)));
	}
	return bytes;
}

function forgetPie(bytes: Buffer, dynamic: number): void {
	for (let at = dynamic; bytes.readUInt32LE(at) !== 0; at += 16) {
		if (bytes.readUInt32LE(at) === DT_FLAGS_1) bytes.writeUInt32LE(0, at + 8);
	}
}

describe("a position-independent static program", () => {
	test.each([
		["says that it is one", {}, "static-executable"],
		["without that mark looks like a library", { isPie: false }, "shared-library"],
		["of OpenBSD is told by PT_OPENBSD_RANDOMIZE", { isPie: false, segment: 0x65a3dbe6 }, "static-executable"],
		["of OpenBSD is told by PT_OPENBSD_MUTABLE", { isPie: false, segment: 0x65a3dbe5 }, "static-executable"],
	])("%s", (_, marks, kind) => {
		expect(subjectKind(classifyContent(memorySource("program", staticPie(marks))))).toBe(kind);
	});
});
