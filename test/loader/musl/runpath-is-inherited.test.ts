import { describe, expect } from "vitest";
import { expectExec, library, program, removed, scenario } from "../support/scene.ts";

const chain = (tags: string) => ({
	"/t/far/libb.so": library("int b(void) { return 0; }"),
	"/t/near/liba.so": library("int b(void); int a(void) { return b(); }", { needs: ["/t/far/libb.so"] }),
	"/t/app": program("int a(void);", "a", {
		needs: ["/t/near/liba.so"],
		flags: [tags, "-Wl,-rpath,/t/near", "-Wl,-rpath,/t/far"],
	}),
});

describe("search paths of the objects that need a library, nearest first", () => {
	scenario("DT_RUNPATH of the program serves its libraries' libraries", chain("-Wl,--enable-new-dtags"), (stage) => {
		const load = expectExec(stage, "/t/app", "starts");
		expect(load.objects.map(({ name, via }) => [name, via])).toEqual([
			["/t/app", "subject"],
			["/t/near/liba.so", "runpath"],
			["/t/far/libb.so", "runpath"],
		]);
	});

	scenario("and so does DT_RPATH", chain("-Wl,--disable-new-dtags"), (stage) => {
		const load = expectExec(stage, "/t/app", "starts");
		expect(load.objects.map(({ via }) => via)).toEqual(["subject", "rpath", "rpath"]);
	});

	scenario(
		"a library's path does not serve its siblings",
		{
			"/t/far/libb.so": library(),
			"/t/near/liba.so": library("", { flags: ["-Wl,-rpath,/t/far"] }),
			"/t/app": program("", "0", { needs: ["/t/near/liba.so", "/t/far/libb.so"], flags: ["-Wl,-rpath,/t/near"] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", [
				"Error loading shared library libb.so: No such file or directory (needed by /t/app)",
			]);
		},
	);

	scenario(
		"the nearer object's path is tried before the program's",
		{
			"/t/first/libb.so": library("int only_in_first;", { soname: "libb.so" }),
			"/t/second/libb.so": library("int only_in_second;", { soname: "libb.so" }),
			"/t/liba.so": library("extern int only_in_second; int *a(void) { return &only_in_second; }", {
				needs: ["/t/second/libb.so"],
				flags: ["-Wl,--disable-new-dtags", "-Wl,-rpath,$ORIGIN/second"],
			}),
			"/t/app": program("int a(void);", "a", {
				needs: ["/t/liba.so"],
				flags: ["-Wl,--disable-new-dtags", "-Wl,-rpath,$ORIGIN", "-Wl,-rpath,$ORIGIN/first"],
			}),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", "starts");
			expect(load.objects.at(-1)?.path).toBe("/t/second/libb.so");
		},
	);

	scenario(
		"directories that are written absolute, and a library without DT_SONAME",
		{
			"/t/some/libf.so": library("int f(void) { return 42; }"),
			"/t/libg.so": library("int f(void); int g(void) { return f(); }", {
				needs: ["/t/some/libf.so"],
				flags: ["-Wl,-rpath,/t/some"],
			}),
			"/t/app_a": program("int f(void); int g(void);", "f() + g()", {
				needs: ["/t/some/libf.so", "/t/libg.so"],
				flags: ["-Wl,-rpath,/t/"],
			}),
			"/t/app_b": program("int f(void); int g(void);", "f() + g()", {
				needs: ["/t/some/libf.so", "/t/libg.so"],
				flags: ["-Wl,-rpath,/t/", "-Wl,-rpath,/t/some"],
			}),
		},
		(stage) => {
			expectExec(stage, "/t/app_a", [
				"Error loading shared library libf.so: No such file or directory (needed by /t/app_a)",
			]);
			expectExec(stage, "/t/app_b", "starts");
		},
	);

	scenario(
		"without any path the system's directories are left",
		{
			"/lib/libl.so": library(),
			"/usr/local/lib/libm1.so": library(),
			"/usr/lib/libu.so": library(),
			"/lib64/libx.so": library(),
			"/t/app": program("", "0", {
				needs: ["/lib/libl.so", "/usr/local/lib/libm1.so", "/usr/lib/libu.so", "/lib64/libx.so"],
			}),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", [
				"Error loading shared library libx.so: No such file or directory (needed by /t/app)",
			]);
			const [missing] = load.problems;
			expect(missing?.kind === "library-missing" && missing.steps.map(({ tried }) => tried)).toEqual([
				"/lib/libx.so",
				"/usr/local/lib/libx.so",
				"/usr/lib/libx.so",
			]);
		},
	);

	scenario(
		"the first directory that has the name wins, and -z nodefaultlib is ignored",
		{
			"/lib/libd.so": library("int d(void) { return 0; }"),
			"/t/libd.so": library("int d(void) { return 0; }"),
			"/t/other": program("int d(void);", "d", { needs: ["/lib/libd.so"], flags: ["-Wl,-z,nodefaultlib"] }),
			"/t/app": program("int d(void);", "d", { needs: ["/lib/libd.so"], flags: ["-Wl,-rpath,/nowhere:/t"] }),
		},
		(stage) => {
			expect(expectExec(stage, "/t/other", "starts").objects.at(-1)?.path).toBe("/lib/libd.so");
			expect(expectExec(stage, "/t/app", "starts").objects.at(-1)?.path).toBe("/t/libd.so");
		},
	);

	scenario(
		"a missing library is reported with everything else that is missing, libraries first",
		{
			"/t/liba.so": library("int a(void) { return missing_in_a(); }"),
			"/t/gone/libz.so": library("int z(void) { return 0; }"),
			"/t/app": program("int a(void); int z(void); int missing_in_app(void);", "a() + z() + missing_in_app()", {
				needs: ["/t/gone/libz.so", "/t/liba.so", "libcrypt.so.1"],
				flags: ["-Wl,-rpath,/t"],
			}),
			"/t/gone/libz.so#": removed(),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", [
				"Error loading shared library libz.so: No such file or directory (needed by /t/app)",
				"Error loading shared library libcrypt.so.1: No such file or directory (needed by /t/app)",
				"Error relocating /t/liba.so: missing_in_a: symbol not found",
				"Error relocating /t/app: z: symbol not found",
				"Error relocating /t/app: missing_in_app: symbol not found",
			]);
			expect(load.problems.every((problem) => problem.kind !== "symbol-missing" || problem.undecided)).toBe(true);
		},
	);
});
