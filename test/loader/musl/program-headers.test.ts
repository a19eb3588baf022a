import { describe, expect } from "vitest";
import { expectExec, patched, program, scenario } from "../support/scene.ts";

function dropHeader(type: number) {
	return (bytes: Buffer) => {
		for (let at = 64; at < 64 + bytes.readUInt16LE(56) * 56; at += 56) {
			if (bytes.readUInt32LE(at) === type) bytes.writeUInt32LE(0, at);
		}
	};
}

describe("what the loader reads of the program's headers", () => {
	scenario(
		"without PT_PHDR a relocatable program is taken to stand at address 0",
		{ "/t/app": patched(program("int puts(char *);", "puts", { needs: ["libc.so"] }), dropHeader(6)) },
		(stage) => {
			expect(expectExec(stage, "/t/app", "dies").problems[0]?.kind).toBe("crash");
		},
	);
	scenario(
		"a fixed one does not need it",
		{ "/t/app": patched(program("", "0", { needs: ["libc.so"], flags: ["-no-pie"] }), dropHeader(6)) },
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	scenario(
		"without PT_DYNAMIC it crashes",
		{ "/t/app": patched(program("", "0", { needs: ["libc.so"] }), dropHeader(2)) },
		(stage) => {
			expect(expectExec(stage, "/t/app", "dies").problems[0]?.kind).toBe("crash");
		},
	);
});
