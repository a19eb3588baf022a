import { describe, expect } from "vitest";
import type { Load, LoaderEnvironment } from "../../src/loader/load.ts";
import * as glibc from "./glibc/glibc-scene.ts";
import { dlopenedReality, type Items, library, program, reality, scenario } from "./support/scene.ts";

const work = "int work(void) { return 1; }";
const wants = ["int work(void);", "work()"] as const;

/** Two libraries of one name: one of them lacks what is wanted. */
const copies: Items = {
	"/env/liba.so": library(work),
	"/own/liba.so": library("int other(void) { return 1; }"),
	"/p/libp.so": library(work),
};

type Make = typeof program;
const items = (make: Make): Items => ({
	...copies,
	"/t/plain": make(...wants, { needs: ["/env/liba.so"] }),
	"/t/rpath": make(...wants, { needs: ["/env/liba.so"], flags: ["-Wl,--disable-new-dtags,-rpath,/own", "-Wl,-z,now"] }),
	"/t/runpath": make(...wants, {
		needs: ["/env/liba.so"],
		flags: ["-Wl,--enable-new-dtags,-rpath,/own", "-Wl,-z,now"],
	}),
	"/t/alone": make(...wants, { flags: ["-Wl,-z,now"] }),
	"/t/plug.so": library("int work(void); int plug(void) { return work(); }", { flags: ["-Wl,-z,now"] }),
	"/t/needs.so": library("int work(void); int plug(void) { return work(); }", {
		needs: ["/env/liba.so"],
		flags: ["-Wl,-z,now"],
	}),
});

function words({ libraryPath, preload }: LoaderEnvironment): string[] {
	return [
		...(libraryPath === undefined ? [] : [`LD_LIBRARY_PATH=${libraryPath}`]),
		...(preload === undefined ? [] : [`LD_PRELOAD=${preload}`]),
	];
}

function started(environment: LoaderEnvironment, ...command: [string, ...string[]]): readonly [string, ...string[]] {
	const [first, ...rest] = [...words(environment), ...command];
	return [first ?? "", ...rest];
}

function outcome({ outcome, lines }: Pick<Load, "outcome" | "lines">) {
	return { outcome, lines: outcome === "starts" ? [] : lines.slice(0, 1) };
}

describe("musl", () => {
	scenario(
		"LD_LIBRARY_PATH comes before every search path, LD_PRELOAD before every library",
		items(program),
		(stage) => {
			const same = (path: string, environment: LoaderEnvironment, expected: "starts" | "refused") => {
				const ours = outcome(stage.exec(path, { environment }));
				const real = reality(stage, path, ...words(environment), path);
				expect([path, environment, ours]).toEqual([path, environment, outcome(real)]);
				expect(ours.outcome).toBe(expected);
			};
			same("/t/plain", {}, "refused");
			same("/t/plain", { libraryPath: "/env" }, "starts");
			same("/t/plain", { libraryPath: "" }, "refused");
			same("/t/plain", { libraryPath: "::/nowhere:/env/" }, "starts");
			same("/t/plain", { libraryPath: "/nowhere\n/env" }, "starts");
			same("/t/plain", { libraryPath: "/nowhere;/env" }, "refused");
			same("/t/plain", { libraryPath: "$ORIGIN/../env" }, "refused");
			same("/t/plain", { libraryPath: "env" }, "starts");
			same("/t/rpath", {}, "refused");
			same("/t/rpath", { libraryPath: "/env" }, "starts");
			same("/t/runpath", { libraryPath: "/env" }, "starts");
			same("/t/alone", {}, "refused");
			same("/t/alone", { preload: "/p/libp.so" }, "starts");
			same("/t/alone", { preload: "/gone.so  :/p/libp.so" }, "starts");
			same("/t/alone", { preload: "libp.so" }, "refused");
			same("/t/alone", { preload: "libp.so", libraryPath: "/p" }, "starts");
		},
	);

	scenario("so it is for what a program opens", items(program), (stage) => {
		const same = (path: string, environment: LoaderEnvironment, expected: "starts" | "refused") => {
			const ours = outcome(stage.dlopen(path, "now", { environment }));
			const real = reality(stage, "/dlopen-host", ...words(environment), "/dlopen-host", "now", path);
			expect([path, environment, ours]).toEqual([path, environment, outcome(real)]);
			expect(ours.outcome).toBe(expected);
		};
		same("/t/plug.so", {}, "refused");
		same("/t/plug.so", { preload: "/p/libp.so" }, "starts");
		same("/t/needs.so", {}, "refused");
		same("/t/needs.so", { libraryPath: "/env" }, "starts");
		expect(dlopenedReality(stage, "/t/needs.so", "now").outcome).toBe("refused");
	});
});

describe("glibc", () => {
	glibc.scenario("LD_LIBRARY_PATH comes behind DT_RPATH and before DT_RUNPATH", items(glibc.program), (stage) => {
		const same = (path: string, environment: LoaderEnvironment, expected: "starts" | "refused") => {
			const ours = stage.exec(path, { environment });
			const real = glibc.reality(stage, started(environment, path));
			expect([path, environment, ours.outcome]).toEqual([path, environment, real.outcome]);
			expect([path, environment, ours.outcome]).toEqual([path, environment, expected]);
			if (expected === "refused") expect(ours.lines.slice(-1)).toEqual(real.lines.slice(0, 1));
			return { ours, real };
		};
		same("/t/plain", {}, "refused");
		same("/t/plain", { libraryPath: "/env" }, "starts");
		same("/t/plain", { libraryPath: "" }, "refused");
		same("/t/plain", { libraryPath: "/nowhere:/env/" }, "starts");
		same("/t/plain", { libraryPath: "/nowhere;/env" }, "starts");
		same("/t/plain", { libraryPath: "$ORIGIN/../env" }, "starts");
		same("/t/plain", { libraryPath: "env" }, "starts");
		same("/t/rpath", { libraryPath: "/env" }, "refused");
		same("/t/runpath", { libraryPath: "/env" }, "starts");
		same("/t/alone", {}, "refused");
		same("/t/alone", { preload: "/p/libp.so" }, "starts");
		same("/t/alone", { preload: "libp.so", libraryPath: "/p" }, "starts");
		const { ours, real } = same("/t/alone", { preload: "/gone.so /p/libp.so" }, "starts");
		expect(ours.lines).toEqual(real.lines);
		expect(real.lines[0]).toContain("'/gone.so' from LD_PRELOAD cannot be preloaded");
	});

	glibc.scenario("so it is for what a program opens", items(glibc.program), (stage) => {
		if (!stage.hasDlopen) return;
		const same = (path: string, environment: LoaderEnvironment, expected: "starts" | "refused") => {
			const ours = stage.dlopen(path, "now", { environment });
			const real = glibc.reality(stage, started(environment, "/dlopen-host", "now", path));
			expect([path, environment, ours.outcome, expected]).toEqual([path, environment, real.outcome, expected]);
			if (expected === "refused") expect(ours.lines.slice(0, 1)).toEqual(real.lines);
		};
		same("/t/plug.so", {}, "refused");
		same("/t/plug.so", { preload: "/p/libp.so" }, "starts");
		same("/t/needs.so", {}, "refused");
		same("/t/needs.so", { libraryPath: "/env" }, "starts");
	});
});
