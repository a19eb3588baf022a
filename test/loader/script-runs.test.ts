import { expect } from "vitest";
import { directoryTree } from "../../src/disk/directory-tree.ts";
import type { Load } from "../../src/loader/load.ts";
import { memoryTree } from "../../src/tree/memory-tree.ts";
import { file, library, program, scenario } from "./support/scene.ts";

const items = {
	"/t/liba.so": library(),
	"/t/libpre.so": library(),
	"/t/shell": program("", "0", { needs: ["/t/liba.so"], flags: ["-Wl,-rpath,/t"] }),
	"/t/one": file("#!/t/shell\n"),
	"/t/other": file("#!/t/shell -e\n"),
};

const named = ({ objects }: Load) => objects.map(({ name, neededBy, via }) => [via, name, neededBy]);

scenario("scripts of one interpreter each have their own name in what is loaded", items, (stage) => {
	const [one, other, again] = ["/t/one", "/t/other", "/t/one"].map((path) => stage.exec(path));
	expect(one?.outcome).toBe("starts");
	expect(JSON.stringify(one && named(one))).toContain("/t/one");
	expect(one && named(one)).toEqual(again && named(again));
	expect(other && named(other)).toEqual(
		one && named(one).map((names) => names.map((name) => (name === "/t/one" ? "/t/other" : name))),
	);
});

scenario("what an interpreter lacks in one root it need not lack in another", items, (stage) => {
	const all = directoryTree(stage.root);
	const kept = ["/lib/ld-musl-x86_64.so.1", "/t/shell", "/t/one", "/t/other"].flatMap((path) => {
		const entry = all.entry(path);
		return entry === undefined ? [] : [[path, entry] as const];
	});
	const root = memoryTree(kept);
	const lines = (path: string) => [
		`Error loading shared library liba.so: No such file or directory (needed by ${path})`,
	];
	for (const path of ["/t/one", "/t/other"]) {
		expect(stage.exec(path)).toMatchObject({ outcome: "starts", lines: [] });
		expect(stage.exec(path, { root })).toMatchObject({ outcome: "refused", lines: lines(path) });
	}
});

scenario("scripts that are asked about in another way share nothing", items, (stage) => {
	const names = (load: Load) => load.objects.map(({ path }) => path);
	const environment = { preload: "/t/libpre.so" };
	expect(names(stage.exec("/t/one"))).not.toContain("/t/libpre.so");
	expect(names(stage.exec("/t/other", { environment }))).toContain("/t/libpre.so");
	expect(names(stage.exec("/t/one"))).not.toContain("/t/libpre.so");
});
