import { describe, expect } from "vitest";
import { expectDlopen, expectExec, library, patched, program, scenario } from "./glibc-scene.ts";

const f = "int f(void) { return 1; }";

describe("DT_RELR", () => {
	const pointers = "static int x; int *p[4] = {&x, &x, &x, &x}; ";
	const relr = ["-Wl,-z,pack-relative-relocs"];
	const standIn = { soname: "libc.so.6", source: "int write(void) { return 1; }", versions: "GLIBC_2.2.5 { write; };" };
	const marked = {
		...standIn,
		versions: "GLIBC_2.2.5 { write; }; GLIBC_ABI_DT_RELR { };",
	};
	scenario(
		"with its version is refused by name before 2.36",
		{
			"/t/app": program(`${pointers} int write(void);`, "write() + p[0]", { needs: [marked], flags: relr }),
		},
		(stage) => {
			const libc = stage.exec("/t/app").objects.find(({ requestedAs }) => requestedAs === "libc.so.6")?.name;
			const words = `/t/app: ${libc}: version \`GLIBC_ABI_DT_RELR' not found (required by /t/app)`;
			expectExec(stage, "/t/app", stage.release < 36 ? words : "starts");
		},
	);
});

describe("DT_RELR without its version", () => {
	const withConstructor = `__attribute__((constructor)) static void begin(void) {} `;
	const relr = ["-Wl,-z,pack-relative-relocs"];
	scenario(
		"is not applied before 2.36, and the program dies",
		{
			"/t/liba.so": library(`${withConstructor} ${f}`, { flags: relr }),
			"/t/app": program("int f(void);", "f()", { needs: ["/t/liba.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", stage.release < 36 ? "dies" : "starts");
			if (stage.release < 36) expect(load.problems[0]).toMatchObject({ kind: "relr-ignored", object: "/t/liba.so" });
		},
	);
	// GNU ld marks what it makes; other linkers do not. The marker's need becomes a second one of GLIBC_2.2.5.
	const unmarked = (bytes: Buffer) => {
		const needOf = (hash: number) => bytes.indexOf(Uint8Array.from([hash, hash >> 8, hash >> 16, hash >> 24]));
		const [marker, other] = [needOf(0x0fd0e42), needOf(0x09691a75)];
		bytes.copy(bytes, marker, other, other + 4);
		bytes.copy(bytes, marker + 8, other + 8, other + 12);
	};
	const source = "static int x; int *p[4] = {&x, &x, &x, &x}; int write(void); int f(void) { return write(); }";
	const libc = { soname: "libc.so.6", source: "int write(void) { return 1; }", versions: "GLIBC_2.2.5 { write; };" };
	scenario(
		"is refused from 2.36 on where libc is needed",
		{
			"/t/liba.so": patched(library(source, { needs: [libc], flags: ["-Wl,-z,lazy", ...relr] }), unmarked),
			"/t/app": program("int f(void);", "f()", { needs: ["/t/liba.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			const words = "DT_RELR without GLIBC_ABI_DT_RELR dependency";
			if (stage.release < 36) expect(stage.exec("/t/app").problems[0]?.kind).toBe("relr-ignored");
			else expectExec(stage, "/t/app", `/t/app: error while loading shared libraries: /t/liba.so: ${words}`);
		},
	);
});

describe("thread-local storage", () => {
	const ie = (bytes: number) => ({
		source: `__thread char block[${bytes}] __attribute__((tls_model("initial-exec"))); char *f(void) { return block; }`,
	});
	scenario(
		"of the initial-exec kind has room for little in dlopen",
		{
			"/t/small.so": library(ie(512).source),
			"/t/large.so": library(ie(100_000).source),
			"/t/app": program("char *f(void);", "f()", { needs: ["/t/large.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
			expectDlopen(stage, "/t/small.so", "now", "starts");
			expectDlopen(stage, "/t/large.so", "now", "/t/large.so: cannot allocate memory in static TLS block");
		},
	);
	for (const bytes of [1400, 1600, 1664, 1728, 1800]) {
		scenario(
			`of ${bytes} bytes: the real loader and the model agree where the room ends`,
			{ "/t/one.so": library(ie(bytes).source) },
			(stage) => {
				const ours = stage.dlopen("/t/one.so", "now");
				const fails = ours.problems.some(({ kind }) => kind === "tls-static-block");
				expectDlopen(
					stage,
					"/t/one.so",
					"now",
					fails ? "/t/one.so: cannot allocate memory in static TLS block" : "starts",
				);
			},
		);
	}
	scenario(
		"with an alignment that the block does not have is refused",
		{
			"/t/aligned.so": library(
				'__thread char block[64] __attribute__((aligned(4096), tls_model("initial-exec"))); char *f(void) { return block; }',
			),
		},
		(stage) => {
			expectDlopen(stage, "/t/aligned.so", "now", "/t/aligned.so: cannot allocate memory in static TLS block");
		},
	);
	scenario(
		"reached through descriptors takes room only while there is some",
		{
			"/t/descriptors.so": library("__thread char block[4000]; char *f(void) { return block; }", {
				flags: ["-mtls-dialect=gnu2"],
			}),
		},
		(stage) => {
			expectDlopen(stage, "/t/descriptors.so", "now", "starts");
		},
	);
	scenario(
		"of the general kind is no matter of room",
		{ "/t/dynamic.so": library("__thread char block[100000]; char *f(void) { return block; }") },
		(stage) => {
			expectDlopen(stage, "/t/dynamic.so", "now", stage.dlopen("/t/dynamic.so", "now").lines[0] ?? "starts");
		},
	);
});

describe("an executable stack", () => {
	const words = "cannot enable executable stack as shared object requires: Invalid argument";
	scenario(
		"is not given to a library that is opened from 2.41 on; programs and what they need get it",
		{
			"/t/liba.so": library(f, { flags: ["-Wl,-z,execstack"] }),
			"/t/app": program("int f(void);", "f()", { needs: ["/t/liba.so"], flags: ["-Wl,-rpath,/t"] }),
			"/t/wants": program("", "0", { flags: ["-Wl,-z,execstack"] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
			expectExec(stage, "/t/wants", "starts");
			expectDlopen(stage, "/t/liba.so", "now", stage.release < 41 ? "starts" : `/t/liba.so: ${words}`);
		},
	);
	scenario(
		"is also what a library without PT_GNU_STACK asks for",
		{
			"/t/liba.so": patched(library(f), (bytes) => {
				for (let at = 64; at < 64 + bytes.readUInt16LE(56) * 56; at += 56) {
					if (bytes.readUInt32LE(at) === 0x6474e551) bytes.writeUInt32LE(0, at);
				}
			}),
		},
		(stage) => {
			expectDlopen(stage, "/t/liba.so", "now", stage.release < 41 ? "starts" : `/t/liba.so: ${words}`);
		},
	);
});

describe("x86-64 levels", () => {
	const needs = (level: number) =>
		`__asm__(".section .note.gnu.property,\\"a\\",@note\\n.p2align 3\\n.long 4,16,5\\n.asciz \\"GNU\\"\\n.long 0xc0008002,4,${level},0\\n.text");`;
	scenario(
		"above that of the CPU are refused from 2.33 on",
		{
			"/t/liba.so": library(`${needs(0x40)} ${f}`),
			"/t/app": program(`${needs(0x40)}`, "0"),
			"/t/needs": program("int f(void);", "f()", { needs: ["/t/liba.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			// No CPU has bit 6; the level 4 that is asked for here has bits 0 to 3.
			const line = (path: string) => `${path}: CPU ISA level is lower than required`;
			const ours = (path: string) => stage.exec(path, { x86Level: 4 });
			for (const [path, object] of [
				["/t/app", "/t/app"],
				["/t/needs", "/t/liba.so"],
			] as const) {
				const load = ours(path);
				expect(load.outcome).toBe(stage.release < 33 ? "starts" : "refused");
				expect(load.lines).toEqual(stage.release < 33 ? [] : [line(object)]);
			}
		},
	);
	scenario("the baseline is no risk", { "/t/app": program(needs(1), "0") }, (stage) => {
		expect(expectExec(stage, "/t/app", "starts").problems).toEqual([]);
	});
});

describe("relocations", () => {
	const changed = (from: number, to: number) => (bytes: Buffer) => {
		for (let at = 0; at + 24 <= bytes.length; at += 8) {
			const isUse = bytes.readUInt32LE(at + 8) === from && bytes.readUInt32LE(at + 12) > 0;
			if (isUse && bytes.readBigUInt64LE(at) > 0x2000n && bytes.readBigUInt64LE(at) < 0x10000n)
				bytes.writeUInt32LE(to, at + 8);
		}
	};
	const pointer = "int g(void) { return 1; } int (*p)(void) = g;";
	scenario(
		"of a type that the machine does not have are refused",
		{
			"/t/unknown.so": patched(library(pointer), changed(1, 99)),
			"/t/large.so": patched(library(pointer), changed(1, 0x12345)),
		},
		(stage) => {
			expectDlopen(stage, "/t/unknown.so", "now", "/t/unknown.so: unexpected reloc type 0x63");
			expectDlopen(stage, "/t/large.so", "now", "/t/large.so: unexpected reloc type 0x00012345");
		},
	);
	scenario(
		"among the calls are refused when they are none",
		{
			"/t/odd.so": patched(
				library("int h(void); int g(void) { return h(); }", { flags: ["-Wl,-z,lazy"] }),
				changed(7, 1),
			),
		},
		(stage) => {
			expectDlopen(stage, "/t/odd.so", "lazy", "/t/odd.so: unexpected PLT reloc type 0x01");
			expectDlopen(stage, "/t/odd.so", "now", "/t/odd.so: undefined symbol: h");
		},
	);
	scenario(
		"in the code are applied",
		{
			"/t/text.so": library('int g(void) { return 1; } __asm__(".text\\n.quad g\\n");', {
				flags: ["-Wl,-z,notext"],
			}),
		},
		(stage) => {
			expectDlopen(stage, "/t/text.so", "now", "starts");
		},
	);
});
