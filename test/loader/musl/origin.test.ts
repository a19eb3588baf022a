import { describe, expect } from "vitest";
import { expectExec, library, link, program, scenario } from "../support/scene.ts";

const missing = (name: string, by: string) =>
	`Error loading shared library ${name}: No such file or directory (needed by ${by})`;

describe("$ORIGIN", () => {
	for (const spelling of ["$ORIGIN", `\${ORIGIN}`]) {
		for (const tags of ["-Wl,--enable-new-dtags", "-Wl,--disable-new-dtags"]) {
			scenario(
				`${spelling} is the program's folder (${tags})`,
				{
					"/t/lib/liba.so": library(),
					"/t/app": program("", "0", { needs: ["/t/lib/liba.so"], flags: [tags, `-Wl,-rpath,${spelling}/lib`] }),
				},
				(stage) => {
					expect(expectExec(stage, "/t/app", "starts").objects[1]?.name).toBe("/t/lib/liba.so");
				},
			);
		}
	}

	scenario(
		"of a program that a symlink leads to: the folder of the real file",
		{
			"/t/real/liba.so": library(),
			"/t/real/app": program("", "0", { needs: ["/t/real/liba.so"], flags: ["-Wl,-rpath,$ORIGIN"] }),
			"/t/app": link("real/app"),
		},
		(stage) => {
			const load = stage.exec("/t/app");
			expect(load.outcome).toBe("starts");
			expect(load.objects.map(({ name, path }) => [name, path])).toEqual([
				["/t/app", "/t/real/app"],
				["/t/real/liba.so", "/t/real/liba.so"],
			]);
		},
	);

	scenario(
		"of a library that a symlink leads to: the folder in which the symlink was found",
		{
			"/t/a/libf.so": library("int f(void) { return 3; }"),
			"/t/a/libg.so": library("int f(void); int g(void) { return f(); }", {
				needs: ["/t/a/libf.so"],
				flags: [`-Wl,-rpath,\${ORIGIN}`],
			}),
			"/t/b/libg.so": link("../a/libg.so"),
			"/t/app": program("int g(void);", "g", { needs: ["/t/a/libg.so"], flags: [`-Wl,-rpath,\${ORIGIN}/b`] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", [
				missing("libf.so", "/t/b/libg.so"),
				"Error relocating /t/b/libg.so: f: symbol not found",
			]);
		},
	);

	for (const token of ["$LIB", "$PLATFORM", "$ORIGINAL", "$"]) {
		const kept = token === "$ORIGINAL";
		scenario(
			`${token} in a search path ${kept ? "begins with $ORIGIN" : "makes the loader drop the whole path"}`,
			{
				"/t/lib/liba.so": library(),
				"/t/app": program("", "0", {
					needs: ["/t/lib/liba.so"],
					flags: [`-Wl,-rpath,/t/lib:/x/${token}`],
				}),
			},
			(stage) => {
				const load = expectExec(stage, "/t/app", kept ? "starts" : [missing("liba.so", "/t/app")]);
				expect(load.problems.some(({ kind }) => kind === "search-path-dropped")).toBe(!kept);
			},
		);
	}

	scenario(
		"a relative path starts at the working directory",
		{
			"/sub/liba.so": library(),
			"/t/app": program("", "0", { needs: ["/sub/liba.so"], flags: ["-Wl,-rpath,sub"] }),
		},
		(stage) => {
			expect(expectExec(stage, "/t/app", "starts").objects[1]?.name).toBe("sub/liba.so");
			expect(stage.exec("/t/app", { workingDirectory: "/t" }).outcome).toBe("refused");
		},
	);
});
