import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Base, glibcBases, lineOf, muslBases, predicted, remediesOf, scratch, started } from "./bases.ts";
import { commandIn, mission, run, workshop, written } from "./workshop.ts";

const HELLO = `
#include <stdio.h>
int main(void) { puts("started"); return 0; }
`;

/** What old glibc headers made of strchr(s, 0); with musl's headers, the public name. */
const RAWMEMCHR = `
#include <stdio.h>
#include <string.h>
#ifdef __GLIBC__
void *__rawmemchr(const void *, int);
#define end_of(s) ((char *)__rawmemchr(s, 0))
#else
#define end_of(s) strchr(s, 0)
#endif
int main(int count, char **words) { printf("started %d\\n", end_of(words[0]) > words[0]); return 0; }
`;

/** glibc's consistency checks of the heap: neither musl nor gcompat has them. */
const FALLS_SHORT = `
#include <stdio.h>
#ifdef __GLIBC__
#include <mcheck.h>
#define own() (mcheck(0), mprobe(0) != MCHECK_OK)
#else
#define own() 1
#endif
int main(void) { printf("started %d\\n", own()); return 0; }
`;

mission("C for glibc on Alpine", ["gcc", "musl-gcc"], () => {
	const folder = workshop();
	const built = (name: string, source: string, ...flags: readonly string[]): string => {
		const path = written(folder, `${name}.c`, source);
		run("gcc", ["-O1", path, ...flags, "-o", name], folder);
		return join(folder, name);
	};
	/** gcc with musl's headers and library: what a stage of Alpine builds. */
	const rebuilt = (name: string, source: string, ...flags: readonly string[]): string => {
		const path = written(folder, `${name}.c`, source);
		run("musl-gcc", ["-O1", path, ...flags, "-o", name], folder);
		return join(folder, name);
	};

	describe.each<Base>(muslBases("alpine:3.12", "alpine:3.20"))("$name", (base) => {
		test("exec: no such file or directory, for a file that is there", () => {
			const hello = built("hello", HELLO);
			const result = predicted(hello, base);
			expect(result).toMatchObject({ verdict: "fails", missing: { interpreter: "/lib64/ld-linux-x86-64.so.2" } });
			expect(result.message).toBe(`exec ${hello}: no such file or directory`);
			expect(result.findings[0]?.message).toContain("although the program exists");
			expect(started(hello, base).firstLine).toBe(lineOf(result, hello));
			expect(remediesOf(result)[0]).toMatch(
				/rebuild it for musl.*alpine.*build-base.*zig cc -target x86_64-linux-musl/,
			);
			const musl = rebuilt("hello-musl", HELLO);
			expect(predicted(musl, base)).toMatchObject({ verdict: "runs" });
			expect(started(musl, base)).toMatchObject({ status: 0, stdout: "started\n" });
		});

		test("__rawmemchr behind a link to musl's loader", () => {
			const program = built("rawmemchr", RAWMEMCHR, "-Wl,--dynamic-linker=/lib/ld-musl-x86_64.so.1");
			const result = predicted(program, base);
			expect(result).toMatchObject({ verdict: "fails", missing: { symbols: ["__rawmemchr"], libraries: [] } });
			expect(result.findings[0]).toMatchObject({ rule: "symbol-missing", evidence: { family: "rawmemchr" } });
			expect(started(program, base).firstLine).toBe(lineOf(result, program));
			expect(remediesOf(result)[0]).toMatch(/rebuild it for musl/);
			const musl = rebuilt("rawmemchr-musl", RAWMEMCHR);
			expect(predicted(musl, base)).toMatchObject({ verdict: "runs" });
			expect(started(musl, base)).toMatchObject({ status: 0, stdout: "started 1\n" });
		});
	});

	test("__rawmemchr is said to be missing behind the loader, and gcompat to bring it", () => {
		const program = built("rawmemchr-glibc", RAWMEMCHR);
		const result = predicted(program, { target: "alpine:3.20" });
		expect(result).toMatchObject({ verdict: "fails", missing: { symbols: ["__rawmemchr"] } });
		expect(commandIn(remediesOf(result), /gcompat/)).toBe("apk add gcompat");
		expect(predicted(program, { target: "alpine:3.20+gcompat" })).toMatchObject({ verdict: "runs" });
	});

	test("gcompat that does not suffice is advised against, with what is missing behind it", () => {
		const program = built("short", FALLS_SHORT);
		const result = predicted(program, { target: "alpine:3.20" });
		expect(result).toMatchObject({ verdict: "fails", missing: { symbols: ["mcheck", "mprobe"] } });
		expect(remediesOf(result).join("\n")).toContain("gcompat or a /lib64 symlink will not help: alpine:");
		expect(predicted(program, { target: "alpine:3.20+gcompat" })).toMatchObject({
			verdict: "fails",
			message: `Error relocating ${program}: mprobe: symbol not found`,
			missing: { symbols: ["mcheck", "mprobe"] },
		});
	});

	describe.each<Base>(muslBases("alpine:3.20"))("gcompat falls short: $name", (base) => {
		test("the remedies that are given instead make it start", () => {
			const remedies = remediesOf(predicted(built("short", FALLS_SHORT), { target: "alpine:3.20" }));
			expect(remedies[0]).toMatch(/rebuild it for musl/);
			const musl = rebuilt("short-musl", FALLS_SHORT);
			expect(predicted(musl, base)).toMatchObject({ verdict: "runs" });
			expect(started(musl, base)).toMatchObject({ status: 0, stdout: "started 1\n" });
		});
	});

	describe.each<Base>(glibcBases("distroless/base-debian12"))("gcompat falls short: $name", (base) => {
		test("starts on a glibc base as it is", () => {
			const program = built("short", FALLS_SHORT);
			const named = commandIn(remediesOf(predicted(program, { target: "alpine:3.20" })), /^distroless\//);
			expect(predicted(program, { target: named })).toMatchObject({ verdict: "runs" });
			expect(predicted(program, base)).toMatchObject({ verdict: "runs" });
			expect(started(program, base)).toMatchObject({ status: 0, stdout: "started 1\n" });
		});
	});

	describe("on scratch", () => {
		test("starts when linked as the first remedy says", () => {
			const base = scratch();
			const hello = built("hello", HELLO);
			const result = predicted(hello, base);
			expect(started(hello, base).firstLine).toBe(lineOf(result, hello));
			expect(commandIn(remediesOf(result).slice(0, 1), /^-static$/)).toBe("-static");
			const linked = rebuilt("hello-static", HELLO, "-static");
			expect(predicted(linked, base)).toMatchObject({ verdict: "runs" });
			expect(started(linked, base)).toMatchObject({ status: 0, stdout: "started\n" });
		});
	});
});
