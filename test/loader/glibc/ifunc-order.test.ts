import { describe, expect } from "vitest";
import { expectExec, library, program, reality, scenario } from "./glibc-scene.ts";

const resolver = `static int chosen(void) { return 1; }
	__attribute__((visibility("hidden"))) void *choose(void) { return chosen; }
	int by_ifunc(void) __attribute__((ifunc("choose")));`;
const uses = (name: string) => library(`int ${name}(void); int (*pointer)(void) = ${name};`);
const flags = ["-Wl,-rpath,/t"];

describe("an IFUNC symbol of an object that is relocated later", () => {
	scenario(
		"is warned of, and its resolver runs",
		{
			"/t/own.so": library(resolver),
			"/t/user.so": uses("by_ifunc"),
			"/t/app": program("", "0", { needs: ["/t/own.so", "/t/user.so"], flags }),
			"/t/other": program("", "0", { needs: ["/t/user.so", "/t/own.so"], flags }),
		},
		(stage) => {
			const line = "/t/app: Relink `/t/user.so' with `/t/own.so' for IFUNC symbol `by_ifunc'";
			const load = stage.exec("/t/app");
			const expected = { outcome: "starts", lines: stage.release < 25 ? [] : [line] };
			expect({ outcome: load.outcome, lines: load.lines }).toEqual(expected);
			expect(reality(stage, ["/t/app"])).toEqual(expected);
			expect(expectExec(stage, "/t/other", "starts").problems).toEqual([]);
		},
	);
	scenario(
		"is deadly in libc, which comes first from 2.41 on",
		{
			"/t/user.so": uses("strlen"),
			"/t/app": program("", "0", { needs: ["name:libc.so.6", "/t/user.so"], flags }),
		},
		(stage) => {
			const load = stage.exec("/t/app");
			const real = reality(stage, ["/t/app"]);
			expect(real.outcome).toBe(stage.release < 41 && stage.release >= 25 ? "refused" : "starts");
			expect({ outcome: load.outcome, lines: load.lines }).toEqual(real);
		},
	);
	scenario(
		"is refused in the program",
		{ "/t/user.so": uses("by_ifunc"), "/t/app": program(resolver, "0", { needs: ["/t/user.so"], flags }) },
		(stage) => {
			const words =
				"IFUNC symbol 'by_ifunc' referenced in '/t/user.so' is defined in the executable and creates an unsatisfiable circular dependency.";
			expectExec(stage, "/t/app", stage.release < 31 ? "starts" : `/t/app: ${words}`);
		},
	);
});
