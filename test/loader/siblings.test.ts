import { describe, expect } from "vitest";
import { directoryTree } from "../../src/disk/directory-tree.ts";
import type { Load } from "../../src/loader/load.ts";
import { memoryTree } from "../../src/tree/memory-tree.ts";
import { library, program, type Stage, scenario } from "./support/scene.ts";

/** The stage's /t as a lone subject's siblings; the target has only the loader and what `/lib` holds. */
function alone(stage: Stage, path: string, siblings = true): Load {
	const all = directoryTree(stage.root);
	const kept = ["/lib/ld-musl-x86_64.so.1", "/lib/libinlib.so", ...(siblings ? [] : [path])];
	const entries = kept.flatMap((name) => {
		const entry = all.entry(name);
		return entry === undefined ? [] : [[name, entry] as const];
	});
	return stage.exec(path, { root: memoryTree(entries), ...(siblings ? { siblings: all } : {}) });
}

const missing = (name: string) => `Error loading shared library ${name}: No such file or directory (needed by /t/app)`;

describe("what a lone file carries with it", () => {
	scenario(
		"are the files that its $ORIGIN leads to",
		{
			"/t/lib/liba.so": library(),
			"/t/app": program("", "0", { needs: ["/t/lib/liba.so"], flags: ["-Wl,-rpath,$ORIGIN/lib"] }),
		},
		(stage) => {
			expect(alone(stage, "/t/app").outcome).toBe("starts");
			expect(alone(stage, "/t/app", false).lines).toEqual([missing("liba.so")]);
		},
	);
	scenario(
		"and those that it names with a slash",
		{
			"/t/liba.so": library("", { soname: "/t/liba.so" }),
			"/t/app": program("", "0", { needs: ["/t/liba.so"] }),
		},
		(stage) => {
			expect(alone(stage, "/t/app").outcome).toBe("starts");
			expect(alone(stage, "/t/app", false).lines).toEqual([missing("/t/liba.so")]);
		},
	);
	scenario(
		"but nothing that is searched for anywhere else",
		{
			"/usr/lib/liba.so": library(),
			"/t/libb.so": library(),
			"/lib/libinlib.so": library(),
			"/t/app": program("", "0", {
				needs: ["/usr/lib/liba.so", "/t/libb.so", "/lib/libinlib.so"],
				flags: ["-Wl,-rpath,/t"],
			}),
		},
		(stage) => {
			expect(alone(stage, "/t/app").lines).toEqual([missing("liba.so"), missing("libb.so")]);
		},
	);
	scenario(
		"and not the interpreter",
		{ "/t/ld.so": program(), "/t/app": program("", "0", { interpreter: "/t/ld.so" }) },
		(stage) => {
			expect(alone(stage, "/t/app").lines).toEqual(["exec /t/app: no such file or directory"]);
		},
	);
});
