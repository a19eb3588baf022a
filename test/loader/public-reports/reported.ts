import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type InspectRequest, inspect } from "../../../src/inspect.ts";
import type { TargetResult } from "../../../src/verdict/report.ts";
import { skipLoudly } from "../../skipped-loudly.ts";
import { type RealGlibc, realGlibcs } from "../glibc/glibc-roots.ts";
import { reality as glibcReality, obstacle as noGlibc, placeGlibc } from "../glibc/glibc-scene.ts";
import { type MuslLoader, muslLoaders } from "../support/musl-loaders.ts";
import { dlopenedReality, type Items, placeLoader, type Reality, reality } from "../support/scene.ts";
import { obstacle as noMusl } from "../support/tools.ts";

/** What a user shipped and reported as broken, built small from source. */
export interface Reported {
	/** The whole program's answer for one of the files, laid over a target. */
	on(target: string, path: string, request?: Partial<InspectRequest>): Promise<TargetResult>;
	/** What every real musl at hand says, by what is expected of it. */
	musl(path: string, expected: (loader: MuslLoader) => Expected, how?: "start" | "dlopen" | "dlopen-lazily"): void;
	/** The same for every real glibc. `through`: a command that starts the program, such as an emulator of a processor. */
	glibc(path: string, expected: (glibc: RealGlibc) => Expected, through?: readonly [string, ...string[]]): void;
}

/** `refused`: with whatever words. */
type Expected = "starts" | "dies" | "refused" | readonly string[];

/** One public report: what was shipped, and the tests of it.
 *  Where nothing can be built or no real loader can be run, it is skipped and says so; with CI set it fails instead. */
export function report(name: string, items: Items, tests: (reported: Reported) => void): void {
	const because = noMusl() ?? noGlibc();
	if (because !== undefined) {
		skipLoudly(name, because);
		return;
	}
	const folders: string[] = [];
	afterAll(() => {
		for (const folder of folders) rmSync(folder, { recursive: true, force: true });
	});
	const temporary = () => {
		const folder = mkdtempSync(join(tmpdir(), "elfspect-reported-"));
		folders.push(folder);
		return folder;
	};
	let built: string | undefined;
	const shipped = () => {
		if (built !== undefined) return built;
		built = temporary();
		for (const [path, item] of Object.entries(items)) item(built, path.replace(/#.*/, ""));
		return built;
	};
	const copied = () => {
		const root = temporary();
		cpSync(shipped(), root, { recursive: true, verbatimSymlinks: true });
		return root;
	};
	describe(name, () => tests({ on: onTarget(shipped), musl: withMusl(copied), glibc: withGlibc(copied) }));
}

function onTarget(shipped: () => string): Reported["on"] {
	return async (target, path, request) => {
		const { subjects } = await inspect({ subjects: [`dir:${shipped()}`], targets: [target], prefix: "/", ...request });
		const result = subjects.find((subject) => subject.path === path)?.results[0];
		if (result === undefined) throw new Error(`no answer for ${path}`);
		return result;
	};
}

function withMusl(copied: () => string): Reported["musl"] {
	return (path, expected, how = "start") => {
		it.each(muslLoaders())("$name says the same", (loader) => {
			const root = copied();
			placeLoader(root, loader);
			const real =
				how === "start" ? reality({ root }, path) : dlopenedReality({ root }, path, how === "dlopen" ? "now" : "lazy");
			expect(real).toEqual(asReality(expected(loader)));
		});
	};
}

function withGlibc(copied: () => string): Reported["glibc"] {
	return (path, expected, through) => {
		it.each(realGlibcs())("$name says the same", (glibc) => {
			const root = copied();
			placeGlibc(root, glibc);
			if (through !== undefined) cpSync(through[0], join(root, through[0]));
			expect(glibcReality({ root }, [...(through ?? []), path] as const)).toEqual(asReality(expected(glibc)));
		});
	};
}

function asReality(expected: Expected): { readonly outcome: Reality["outcome"]; readonly lines: unknown } {
	if (expected === "starts") return { outcome: "starts", lines: [] };
	if (expected === "refused") return { outcome: "refused", lines: expect.anything() };
	return { outcome: "refused", lines: expected === "dies" ? [] : expected };
}

/** Whether a real musl is of a release, or of an Alpine release, or newer. */
export function isAtLeast({ name, libc }: MuslLoader, musl: string, alpine: number): boolean {
	const release = /^alpine:(?:3\.(\d+)|edge)/.exec(name);
	if (release !== null) return release[1] === undefined || Number(release[1]) >= alpine;
	return (libc.version ?? "").localeCompare(musl, "en", { numeric: true }) >= 0;
}

/** All that the findings of an answer advise. */
export function remediesOf({ findings }: TargetResult): string {
	return findings.flatMap(({ remedies }) => remedies).join("\n");
}
