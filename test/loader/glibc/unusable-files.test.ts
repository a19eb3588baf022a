import { describe, expect } from "vitest";
import {
	expectDlopen,
	expectExec,
	file,
	folder,
	type Item,
	lacks,
	library,
	patched,
	program,
	removed,
	scenario,
} from "./glibc-scene.ts";

const f = "int f(void) { return 1; }";
const run = ["-Wl,-rpath,/t/first:/t/second"];
const error = (words: string) => `/t/app: error while loading shared libraries: ${words}`;

/** A program whose library is found in /t/first as the item makes it, and sound in /t/second. */
function scene(first: Item) {
	return {
		"/t/second/liba.so": library(f),
		"/t/app": program("int f(void);", "f()", { needs: ["/t/second/liba.so"], flags: run }),
		"/t/first/liba.so": first,
	};
}

const with16 = (at: number, value: number) => (bytes: Buffer) => void bytes.writeUInt16LE(value, at);
const with8 = (at: number, value: number) => (bytes: Buffer) => void bytes.writeUInt8(value, at);

describe("files that are passed over", () => {
	const passedOver: Readonly<Record<string, Item>> = {
		"of another machine": patched(library(f), with16(18, 183)),
		"of another class": library(f, { flags: ["-m32"] }),
		"of another machine and another system": patched(patched(library(f), with16(18, 183)), with8(7, 9)),
	};
	for (const [kind, item] of Object.entries(passedOver)) {
		scenario(kind, scene(item), (stage) => {
			const object = expectExec(stage, "/t/app", "starts").objects[1];
			expect(object?.name).toBe("/t/second/liba.so");
			expect(object?.steps.find(({ tried }) => tried === "/t/first/liba.so")?.outcome).toBe("skipped");
		});
	}
	scenario(
		"when nothing else is found, a file of another class is what is complained of",
		{ ...scene(library(f, { flags: ["-m32"] })), "/t/second/liba.so#": removed() },
		(stage) => {
			expectExec(stage, "/t/app", error("liba.so: wrong ELF class: ELFCLASS32"));
			expectDlopen(stage, "/t/first/liba.so", "now", "/t/first/liba.so: wrong ELF class: ELFCLASS32");
		},
	);
	scenario(
		"a file of another machine counts as absent",
		{ ...scene(patched(library(f), with16(18, 183))), "/t/second/liba.so#": removed() },
		(stage) => {
			expectExec(stage, "/t/app", lacks("/t/app", "liba.so"));
			expectDlopen(
				stage,
				"/t/first/liba.so",
				"now",
				"/t/first/liba.so: cannot open shared object file: No such file or directory",
			);
		},
	);
});

describe("files that end the search", () => {
	const refused: Readonly<Record<string, readonly [Item, string]>> = {
		"a text": [file("x".repeat(100)), "invalid ELF header"],
		"a short file": [file("\x7fELF"), "file too short"],
		"an empty file": [file(""), "file too short"],
		"another byte order": [patched(library(f), with8(5, 2)), "ELF file data encoding not little-endian"],
		"another ELF version": [patched(library(f), with8(6, 2)), "ELF file version ident does not match current one"],
		"another system": [patched(library(f), with8(7, 9)), "ELF file OS ABI invalid"],
		"a later ABI version": [patched(library(f), with8(8, 1)), "ELF file ABI version invalid"],
		"an object file": [patched(library(f), with16(16, 1)), "only ET_DYN and ET_EXEC can be loaded"],
		"odd program headers": [patched(library(f), with16(54, 40)), "ELF file's phentsize not the expected size"],
	};
	for (const [kind, [item, words]] of Object.entries(refused)) {
		scenario(kind, scene(item), (stage) => {
			const load = expectExec(stage, "/t/app", error(`/t/first/liba.so: ${words}`));
			expect(load.problems[0]).toMatchObject({ kind: "library-unusable", path: "/t/first/liba.so", because: words });
		});
	}
	scenario("a folder", scene(folder()), (stage) => {
		expectExec(stage, "/t/app", error("/t/first/liba.so: cannot read file data: Error 21"));
	});
	scenario(
		"GNU extensions are no other system",
		scene(patched(patched(library(f), with8(7, 3)), with8(8, 3))),
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
});

describe("files that cannot be mapped", () => {
	const isDynamic = (bytes: Buffer, at: number) => bytes.readUInt32LE(at) === 2;
	const isLoad = (bytes: Buffer, at: number) => bytes.readUInt32LE(at) === 1;
	const headers = (bytes: Buffer) => Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => 64 + index * 56);
	const retyped = (wanted: (bytes: Buffer, at: number) => boolean) => (bytes: Buffer) => {
		for (const at of headers(bytes)) if (wanted(bytes, at)) bytes.writeUInt32LE(0, at);
	};
	scenario("without a dynamic section", scene(patched(library(f), retyped(isDynamic))), (stage) => {
		expectExec(stage, "/t/app", error("liba.so: object file has no dynamic section"));
	});
	scenario(
		"with an empty dynamic section",
		scene(
			patched(library(f), (bytes) => {
				for (const at of headers(bytes)) if (isDynamic(bytes, at)) bytes.writeBigUInt64LE(0n, at + 32);
			}),
		),
		(stage) => {
			expectExec(stage, "/t/app", error("liba.so: object file has no dynamic section"));
		},
	);
	scenario(
		"without segments nobody can tell where its dynamic section is",
		scene(patched(library(f), retyped(isLoad))),
		(stage) => {
			expect(stage.exec("/t/app").outcome).not.toBe("starts");
		},
	);
	scenario(
		"with a segment that no page can hold",
		scene(
			patched(library(f), (bytes) => {
				const [, at = 0] = headers(bytes).filter((header) => isLoad(bytes, header));
				bytes.writeBigUInt64LE(bytes.readBigUInt64LE(at + 8) + 16n, at + 8);
			}),
		),
		(stage) => {
			const words = stage.release < 35 ? "not properly aligned" : "not page-aligned";
			expectExec(stage, "/t/app", error(`liba.so: ELF load command address/offset ${words}`));
		},
	);
	scenario(
		"programs",
		{
			"/t/fixed": program("", "0", { flags: ["-no-pie"] }),
			"/t/pie": program("", "0", { flags: ["-pie"] }),
		},
		(stage) => {
			expectDlopen(stage, "/t/fixed", "now", "/t/fixed: cannot dynamically load executable");
			const words = "cannot dynamically load position-independent executable";
			expectDlopen(stage, "/t/pie", "now", stage.release < 30 ? "starts" : `/t/pie: ${words}`);
		},
	);
	scenario(
		"libraries marked as not for dlopen",
		{
			"/t/liba.so": library(f, { flags: ["-Wl,-z,nodlopen"] }),
			"/t/app": program("int f(void);", "f()", { needs: ["/t/liba.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
			expectDlopen(stage, "/t/liba.so", "now", "/t/liba.so: shared object cannot be dlopen()ed");
		},
	);
});
