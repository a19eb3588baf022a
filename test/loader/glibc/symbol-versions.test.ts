import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect } from "vitest";
import { expectDlopen, expectExec, library, lookupError, program, reality, scenario } from "./glibc-scene.ts";

const run = ["-Wl,-rpath,/t/now"];
const foo = "int foo(void) { return 1; }";
const built = (...versions: string[]) => ({
	soname: "libx.so",
	source: foo,
	versions: versions.map((version, index) => `${version} { ${index === 0 ? "foo;" : ""} };`).join(" "),
});
const app = (...versions: string[]) => program("int foo(void);", "foo()", { needs: [built(...versions)], flags: run });

/** Up to 2.26 a comma stands behind the symbol. */
const comma = ({ release }: { readonly release: number }) => (release < 27 ? "," : "");

describe("versions that a file needs", () => {
	scenario(
		"must be defined by the first file of that name; the search does not go on for them",
		{
			"/t/v1/libx.so": library(foo, { versions: "VER_V1 { foo; };" }),
			"/t/v2/libx.so": library(
				`int old(void) { return 1; } int fresh(void) { return 2; }
				__asm__(".symver old, foo@VER_V1\\n.symver fresh, foo@@VER_V2");`,
				{ versions: "VER_V1 {}; VER_V2 {} VER_V1;" },
			),
			"/t/exe_v1": program("int foo(void);", "foo()", { needs: ["/t/v1/libx.so"], flags: ["-Wl,-rpath,/t/v2:/t/v1"] }),
			"/t/exe_v2": program("int foo(void);", "foo()", { needs: ["/t/v2/libx.so"], flags: ["-Wl,-rpath,/t/v1:/t/v2"] }),
		},
		(stage) => {
			expectExec(stage, "/t/exe_v1", "starts");
			const load = expectExec(
				stage,
				"/t/exe_v2",
				"/t/exe_v2: /t/v1/libx.so: version `VER_V2' not found (required by /t/exe_v2)",
			);
			expect(load.problems[0]).toMatchObject({ kind: "version-missing", version: "VER_V2", library: "libx.so" });
		},
	);
	scenario(
		"are all named when they are missing, also those that libraries need",
		{
			"/t/now/libx.so": library(foo, { versions: "V0 { foo; };" }),
			"/t/now/liby.so": library("int foo(void); int bar(void) { return foo(); }", { needs: [built("V3")] }),
			"/t/app": program("int foo(void), bar(void);", "foo() + bar()", {
				needs: [built("V1", "V2"), "/t/now/liby.so"],
				flags: run,
			}),
		},
		(stage) => {
			expectExec(stage, "/t/app", [
				"/t/app: /t/now/libx.so: version `V1' not found (required by /t/app)",
				"/t/app: /t/now/libx.so: version `V3' not found (required by /t/now/liby.so)",
			]);
			expectDlopen(
				stage,
				"/t/now/liby.so",
				"now",
				"libx.so: cannot open shared object file: No such file or directory",
			);
		},
	);
	scenario(
		"do not stop the start when they are weak",
		{
			"/t/now/libx.so": library(foo, { versions: "V0 { foo; };" }),
			"/t/app": (placement, path) => {
				program("__attribute__((weak)) int foo(void);", "foo && foo()", {
					needs: [built("V1")],
					flags: [...run, "-Wl,-z,now"],
				})(placement, path);
				weakenVersions(placement, path);
			},
		},
		(stage) => {
			const weak = "/t/app: /t/now/libx.so: weak version `V1' not found (required by /t/app)";
			const load = stage.exec("/t/app");
			expect(load.problems[0]).toMatchObject({ kind: "version-missing", weak: true, fatal: false, line: weak });
			const real = reality(stage, ["/t/app"]);
			expect(real.outcome).toBe(stage.release < 30 ? "refused" : "starts");
			expect(real).toEqual({ outcome: load.outcome, lines: load.lines });
		},
	);
	scenario(
		"dlopen names the first missing one without the program's name",
		{
			"/lib/libx.so": library(foo, { versions: "V0 { foo; };" }),
			"/t/plugin.so": library("int foo(void); int bar(void) { return foo(); }", { needs: [built("V1")] }),
		},
		(stage) => {
			expectDlopen(stage, "/t/plugin.so", "lazy", "/lib/libx.so: version `V1' not found (required by /t/plugin.so)");
		},
	);
});

describe("a library without any version", () => {
	const warning = "/t/app: /t/now/libx.so: no version information available (required by /t/app)";
	const items = (flag: string) => ({
		"/t/now/libx.so": library(foo),
		"/t/app": program("int foo(void);", "foo()", { needs: [built("V1")], flags: [...run, flag] }),
	});
	scenario("is only warned of while its functions are bound lazily", items("-Wl,-z,lazy"), (stage) => {
		const load = stage.exec("/t/app");
		expect(load.outcome).toBe("starts");
		expect(load.problems[0]).toMatchObject({ kind: "version-information-missing", fatal: false, line: warning });
		expect(reality(stage, ["/t/app"])).toEqual({ outcome: "starts", lines: [warning] });
	});
	scenario("breaks an assertion up to 2.40 once a symbol is looked up in it", items("-Wl,-z,now"), (stage) => {
		const load = stage.exec("/t/app");
		const real = reality(stage, ["/t/app"]);
		// Fedora's 2.23 was built without assertions.
		const asserts = stage.release < 41 && real.outcome === "refused";
		if (stage.release !== 23) expect(asserts).toBe(stage.release < 41);
		expect(load.problems.some(({ kind, fatal }) => fatal && kind === "crash")).toBe(asserts);
		expect({ outcome: load.outcome, lines: load.lines }).toEqual(real);
	});
});

describe("a version that is there without its symbol", () => {
	const items = {
		"/t/now/libx.so": library("int other(void) { return 1; }", { versions: "V1 { other; };" }),
		"/t/lazy": program("int foo(void);", "foo()", { needs: [built("V1")], flags: [...run, "-Wl,-z,lazy"] }),
		"/t/now/app": program("int foo(void);", "foo()", { needs: [built("V1")], flags: [...run, "-Wl,-z,now"] }),
	};
	scenario("starts under lazy binding and not under BIND_NOW", items, (stage) => {
		const words =
			stage.release < 30
				? `/t/now/app: relocation error: /t/now/app: symbol foo${comma(stage)} version V1 not defined in file libx.so with link time reference`
				: `${lookupError("/t/now/app", "/t/now/app", "foo")}, version V1`;
		expectExec(stage, "/t/now/app", words);
		const load = expectExec(stage, "/t/lazy", "starts");
		expect(load.problems).toMatchObject([{ kind: "symbol-missing", symbol: "foo", version: "V1", lazy: true }]);
	});
	scenario(
		"is no obstacle for a weak reference from 2.30 on",
		{
			"/t/now/libx.so": library("int other(void) { return 1; }", { versions: "V1 { other; };" }),
			"/t/app": program("__attribute__((weak)) int foo(void), other(void);", "foo || other()", {
				needs: [
					{
						soname: "libx.so",
						source: "int foo(void) { return 1; } int other(void) { return 1; }",
						versions: "V1 { *; };",
					},
				],
				flags: run,
			}),
		},
		(stage) => {
			const words = `/t/app: relocation error: /t/app: symbol foo${comma(stage)} version V1 not defined in file libx.so with link time reference`;
			expectExec(stage, "/t/app", stage.release < 30 ? words : "starts");
		},
	);
});

describe("which definition a reference takes", () => {
	const both = `int old(void) { return 1; } int fresh(void) { return 2; }
		__asm__(".symver old, foo@V1\\n.symver fresh, foo@@V2");`;
	const data = "extern int foo(void); int (*pointer)(void) = foo;";
	scenario(
		"an unversioned one takes the base version",
		{
			"/t/now/libx.so": library(both, { versions: "V1 {}; V2 {} V1;" }),
			"/t/app": program(data, "pointer", { needs: [{ soname: "libx.so", source: foo }], flags: run }),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	scenario(
		"an unversioned one takes the only default version",
		{
			"/t/now/libx.so": library('int fresh(void) { return 2; } __asm__(".symver fresh, foo@@V3");', {
				versions: "V1 {}; V2 {} V1; V3 {} V2;",
			}),
			"/t/app": program(data, "pointer", { needs: [{ soname: "libx.so", source: foo }], flags: run }),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	scenario(
		"an unversioned one does not take a later version that is not the default",
		{
			"/t/now/libx.so": library('int fresh(void) { return 2; } __asm__(".symver fresh, foo@V3");', {
				versions: "V1 {}; V2 {} V1; V3 {} V2;",
			}),
			"/t/app": program(data, "pointer", { needs: [{ soname: "libx.so", source: foo }], flags: run }),
		},
		(stage) => {
			expectExec(stage, "/t/app", lookupError("/t/app", "/t/app", "foo"));
		},
	);
	scenario(
		"a versioned one takes a version that is not the default",
		{
			"/t/now/libx.so": library('int old(void) { return 1; } __asm__(".symver old, foo@V1");', { versions: "V1 {};" }),
			"/t/app": program(data, "pointer", { needs: [built("V1")], flags: run }),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	scenario(
		"a versioned one takes an unversioned definition elsewhere",
		{
			"/t/now/libx.so": library("int other(void) { return 1; }", { versions: "V1 { other; };" }),
			"/t/now/liby.so": library(foo),
			"/t/app": program(data, "pointer", { needs: ["/t/now/liby.so", built("V1")], flags: [...run, "-Wl,-z,now"] }),
		},
		(stage) => {
			const load = stage.exec("/t/app");
			expect(load.outcome).toBe("starts");
		},
	);
});

describe("versions wanted from a file that nothing loads", () => {
	scenario(
		"end in an assertion of the loader",
		{
			"/t/now/libx.so": library(foo, { versions: "V1 { foo; };" }),
			"/t/app": (placement, path) => {
				app("V1")(placement, path);
				dropNeeded(placement, path);
			},
		},
		(stage) => {
			const line = stage.release >= 35 ? 204 : stage.release >= 27 ? 205 : 224;
			const words = `dl-version.c: ${line}: _dl_check_map_versions: Assertion \`needed != NULL' failed!`;
			const ours = stage.exec("/t/app");
			expect(ours.problems.find(({ fatal }) => fatal)?.kind).toBe("crash");
			// Loaders built without assertions say nothing; the oldest write them in other words.
			const real = reality(stage, ["/t/app"]);
			expect(real.outcome).toBe("refused");
			expect(ours.problems.find(({ fatal }) => fatal)?.line).toEqual(real.lines[0]);
			if (stage.release >= 27) expect(real.lines[0]).toBe(`Inconsistency detected by ld.so: ${words}`);
		},
	);
});

/** Position of PT_DYNAMIC. */
function dynamicSection(bytes: Buffer): number {
	const headers = Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => 64 + index * 56);
	const header = headers.find((at) => bytes.readUInt32LE(at) === 2);
	return Number(bytes.readBigUInt64LE((header ?? 0) + 8));
}

/** Sets VER_FLG_WEAK in the first version need of a file. Linkers put DT_VERNEED where address and offset are equal. */
function weakenVersions(placement: string, path: string): void {
	const bytes = readFileSync(placement + path);
	let at = dynamicSection(bytes);
	while (bytes.readBigUInt64LE(at) !== 0x6ffffffen) at += 16;
	const need = Number(bytes.readBigUInt64LE(at + 8));
	bytes.writeUInt16LE(2, need + bytes.readUInt32LE(need + 8) + 4);
	writeFileSync(placement + path, bytes);
}

/** Turns the DT_NEEDED entries of a file into DT_DEBUG ones. */
function dropNeeded(placement: string, path: string): void {
	const bytes = readFileSync(placement + path);
	for (let at = dynamicSection(bytes); bytes.readBigUInt64LE(at) !== 0n; at += 16) {
		if (bytes.readBigUInt64LE(at) === 1n) bytes.writeBigUInt64LE(21n, at);
	}
	writeFileSync(placement + path, bytes);
}
