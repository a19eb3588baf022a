import { describe, expect } from "vitest";
import { compileProgram } from "../support/compile.ts";
import { expectExec, file, type Item, link, scenario } from "../support/scene.ts";

const NAME = "klibc-XX6cASCB7KZyJWpIJW79y94XHBY.so";

/** A program at a fixed address without PT_DYNAMIC, with or without PT_INTERP: klibc's library and its programs. */
function fixed(address: string, interpreter?: string): Item {
	const section = `__asm__(".section .interp,\\"a\\"\\n .string \\"${interpreter}\\"\\n .text\\n");`;
	const flags = ["-static", "-no-pie", `-Wl,-Ttext-segment=${address}`];
	return (folder, path) =>
		compileProgram(folder, path, interpreter === undefined ? "" : section, "0", { flags: [...flags] });
}

const app = fixed("0x400000", `/lib/${NAME}`);

describe("klibc's shared library, which links nothing, as an interpreter", () => {
	scenario(
		"starts the program that was made with it",
		{ [`/lib/${NAME}`]: fixed("0x200000"), "/t/app": app },
		(stage) => {
			const load = expectExec(stage, "/t/app", "starts");
			expect(load.interpreter?.path).toBe(`/lib/${NAME}`);
		},
	);
	scenario("must be there", { "/lib/other": file(""), "/t/app": app }, (stage) => {
		expectExec(stage, "/t/app", ["exec /t/app: no such file or directory"]);
	});
	scenario(
		"is known by its own name: another build answers for nothing",
		{ "/lib/klibc-other.so": fixed("0x200000"), [`/lib/${NAME}`]: link("klibc-other.so"), "/t/app": app },
		(stage) => {
			expect(stage.exec("/t/app").outcome).toBe("unknown");
		},
	);
	scenario("cannot stand where the program stands", { [`/lib/${NAME}`]: fixed("0x400000"), "/t/app": app }, (stage) => {
		expect(stage.exec("/t/app").outcome).not.toBe("starts");
	});
});
