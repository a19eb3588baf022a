import { describe, expect } from "vitest";
import {
	expectExec,
	file,
	lacks,
	library,
	link,
	lookupError,
	program,
	reality,
	removed,
	scenario,
} from "./glibc-scene.ts";

const f = "int f(void) { return 1; }";

describe("an object that is loaded already", () => {
	scenario(
		"is known by its DT_SONAME, whatever its file is called",
		{
			"/t/other.so": library(f, { soname: "libreal.so" }),
			"/t/libb.so": library("int f(void); int g(void) { return f(); }", { needs: ["/t/other.so"] }),
			"/t/libreal.so": link("other.so"),
			"/t/app": program("int f(void), g(void);", "f() + g()", {
				needs: ["/t/other.so", "/t/libb.so"],
				flags: ["-Wl,-rpath,/t"],
			}),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", "starts");
			expect(load.objects.map(({ name }) => name)).toEqual(["/t/app", "/t/libreal.so", "/t/libb.so"]);
		},
	);
	scenario(
		"by a path is found by its DT_SONAME later",
		{
			"/t/hidden/libp.so": library(f, { soname: "/t/hidden/libp.so" }),
			"/t/needs-path.so": library("", { needs: ["/t/hidden/libp.so"] }),
			"/t/app": program("int f(void);", "f()", {
				needs: ["/t/needs-path.so", "name:libp.so"],
				flags: ["-Wl,-rpath,/t"],
			}),
			"/t/hidden/libp.so#": library(f, { soname: "libp.so" }),
		},
		(stage) => {
			// The need of the program comes first in the breadth-first order.
			expectExec(stage, "/t/app", lacks("/t/app", "libp.so"));
		},
	);
	scenario(
		"under another name is the same file",
		{
			"/t/liba.so": library(f, { soname: false }),
			"/t/libb.so": link("liba.so"),
			"/t/app": program("int f(void);", "f()", { needs: ["name:liba.so", "name:libb.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			expect(expectExec(stage, "/t/app", "starts").objects.map(({ name }) => name)).toEqual(["/t/app", "/t/liba.so"]);
		},
	);
	scenario(
		"can be the loader itself",
		{
			"/t/app": program("", "0", { needs: ["name:ld-linux-x86-64.so.2", "name:/lib64/ld-linux-x86-64.so.2"] }),
			"/t/with_libc": program("", "0", { needs: ["name:ld-linux-x86-64.so.2", "name:libc.so.6"] }),
		},
		(stage) => {
			const load = expectExec(stage, "/t/with_libc", "starts");
			expect(load.objects.map(({ via }) => via)).toEqual(["subject", "interpreter", "default"]);
			const needsMalloc = stage.release >= 32 && stage.release <= 40;
			const words = `${lookupError("/t/app", "/t/app", "calloc")}, version GLIBC_2.2.5`;
			expectExec(stage, "/t/app", needsMalloc ? words : "starts");
		},
	);
});

describe("DT_FILTER and DT_AUXILIARY", () => {
	const items = (flag: string) => ({
		"/t/libfiltee.so": library("int f(void) { return 2; }"),
		"/t/libfront.so": library(f, { flags: [flag, "-Wl,-rpath,/t"] }),
		"/t/app": program("int f(void);", "f()", { needs: ["/t/libfront.so"], flags: ["-Wl,-rpath,/t"] }),
	});
	for (const flag of ["-Wl,-F,libfiltee.so", "-Wl,-f,libfiltee.so"]) {
		scenario(`${flag}: the filtee comes before the library that names it`, items(flag), (stage) => {
			const load = expectExec(stage, "/t/app", "starts");
			expect(load.objects.map(({ name }) => name)).toEqual(["/t/app", "/t/libfiltee.so", "/t/libfront.so"]);
			expect(load.objects[1]?.via).toBe("filter");
		});
	}
	scenario(
		"a filtee must be there, an auxiliary one need not",
		{
			...items("-Wl,-F,libfiltee.so"),
			"/t/libfiltee.so#": removed(),
			"/t/libother.so": library(f, { flags: ["-Wl,-f,libfiltee.so", "-Wl,-rpath,/t"] }),
			"/t/auxiliary": program("int f(void);", "f()", { needs: ["/t/libother.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", lacks("/t/app", "libfiltee.so"));
			expectExec(stage, "/t/auxiliary", "starts");
		},
	);
});

describe("/etc/ld.so.preload", () => {
	const missing = (release: number) =>
		`ERROR: ld.so: object '/none.so' from /etc/ld.so.preload cannot be preloaded${release < 19 ? "" : " (cannot open shared object file)"}: ignored.`;
	scenario(
		"is loaded before what the program needs; what is not there is only reported",
		{
			"/t/first.so": library("int from_preload(void) { return 1; }"),
			"/etc/ld.so.preload": file("# comment\n/none.so:/t/first.so\n"),
			"/t/app": program("int from_preload(void); int (*p)(void) = from_preload;", "p"),
		},
		(stage) => {
			const load = stage.exec("/t/app");
			expect(load.outcome).toBe("starts");
			expect(load.lines).toEqual([missing(stage.release)]);
			expect(load.objects[1]).toMatchObject({ name: "/t/first.so", via: "preload" });
		},
	);
	const texts = [
		"/t/first.so\r\n",
		"/t/first.so",
		"/none.so\0\n/t/first.so",
		"/t/first.so\0x",
		"# \r /none.so\n/t/first.so\n",
		"/t/first.so\v\n",
		"/none.so\t/t/first.so:",
		"/t/first.so\0:/none.so:",
	];
	for (const text of texts) {
		scenario(
			`names are found in ${JSON.stringify(text)} as the loader finds them`,
			{
				"/t/first.so": library("int from_preload(void) { return 1; }"),
				"/etc/ld.so.preload": file(text),
				"/t/app": program("int from_preload(void); int (*p)(void) = from_preload;", "p"),
			},
			(stage) => {
				const ours = stage.exec("/t/app");
				const real = reality(stage, ["/t/app"]);
				expect(ours.outcome).toBe(real.outcome);
				expect(ours.lines).toEqual(real.lines);
			},
		);
	}
});
