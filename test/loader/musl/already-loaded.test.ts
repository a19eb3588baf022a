import { describe, expect } from "vitest";
import { expectExec, library, link, program, removed, scenario } from "../support/scene.ts";

describe("whether a library is loaded already", () => {
	scenario(
		"is told by the name of the file that a search found, not by DT_SONAME",
		{
			"/t/libsn.so.1": library("", { soname: "libsn.so.1" }),
			"/t/by-path.so": library("", { soname: "/t/libsn.so.1" }),
			"/t/app": program("", "0", { needs: ["/t/by-path.so", "libsn.so.1"] }),
			"/t/by-path.so#": removed(),
		},
		(stage) => {
			expectExec(stage, "/t/app", [
				"Error loading shared library libsn.so.1: No such file or directory (needed by /t/app)",
			]);
		},
	);
	scenario(
		"a search that comes upon the same file makes it known by name",
		{
			"/usr/lib/libsn.so.1": library("", { soname: "libsn.so.1" }),
			"/t/by-path.so": library("", { soname: "/usr/lib/libsn.so.1" }),
			"/t/app": program("", "0", { needs: ["/t/by-path.so", "libsn.so.1"] }),
			"/t/by-path.so#": removed(),
		},
		(stage) => {
			expect(expectExec(stage, "/t/app", "starts").objects).toHaveLength(2);
		},
	);
	scenario(
		"two names of one file are one library, known by the first",
		{
			"/usr/lib/libreal.so.1": library("", { soname: "libreal.so.1" }),
			"/usr/lib/libalias.so": link("libreal.so.1"),
			"/t/app": program("", "0", { needs: ["libalias.so", "libreal.so.1"] }),
		},
		(stage) => {
			expect(expectExec(stage, "/t/app", "starts").objects.map(({ name }) => name)).toEqual([
				"/t/app",
				"/usr/lib/libalias.so",
			]);
		},
	);
	scenario(
		"a second C library is thrown out, and the loader takes its place",
		{
			"/t/libforeign.so": library(
				"int stdin = 1; int __libc_start_main(void) { return 0; } int own(void) { return 0; }",
			),
			"/t/app": program("int puts(char *); int own(void);", "(long)puts + (long)own", {
				needs: ["/t/libforeign.so"],
				flags: ["-Wl,-rpath,/t"],
			}),
		},
		(stage) => {
			if (stage.libc.features.detectsForeignLibc) {
				expectExec(stage, "/t/app", ["Error relocating /t/app: own: symbol not found"]);
			} else {
				expectExec(stage, "/t/app", ["Error relocating /t/app: puts: symbol not found"]);
			}
		},
	);
});
