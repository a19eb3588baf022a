import { describe, expect } from "vitest";
import { dlopenedReality, expectDlopen, expectExec, library, program, scenario } from "../support/scene.ts";

const run = ["-Wl,-rpath,/t"];
const variable = (model: string, linkage = "") =>
	`${linkage} __attribute__((tls_model("${model}"))) __thread int counter = 1; int *count(void) { return &counter; }`;

describe("thread-local storage", () => {
	for (const model of ["initial-exec", "global-dynamic"]) {
		scenario(
			`${model} variables are fine in a library that the program starts with`,
			{
				"/t/libtls.so": library(variable(model)),
				"/t/app": program("int *count(void);", "count()", { needs: ["/t/libtls.so", "libc.so"], flags: run }),
			},
			(stage) => {
				expectExec(stage, "/t/app", "starts");
			},
		);
	}
	scenario(
		"a plug-in with general-dynamic variables opens",
		{ "/t/libtls.so": library(variable("global-dynamic"), { needs: ["libc.so"] }) },
		(stage) => {
			expectDlopen(stage, "/t/libtls.so", "now", "starts");
		},
	);
	scenario(
		"a plug-in with an initial-exec variable of its own does not, from 1.1.20 on",
		{ "/t/libtls.so": library(variable("initial-exec")) },
		(stage) => {
			const refuses = stage.libc.features.refusesInitialExec;
			const line =
				"Error relocating /t/libtls.so: counter: initial-exec TLS resolves to dynamic definition in /t/libtls.so";
			const load = expectDlopen(stage, "/t/libtls.so", "now", refuses ? line : "starts");
			expect(load.problems).toMatchObject([{ kind: "tls-initial-exec", fatal: refuses, symbol: "counter" }]);
		},
	);
	scenario(
		"the same for a variable without a name, whatever is printed in its place",
		{ "/t/libtls.so": library(variable("initial-exec", "static")) },
		(stage) => {
			const load = stage.dlopen("/t/libtls.so", "now");
			expect(load.outcome).toBe(stage.libc.features.refusesInitialExec ? "refused" : "starts");
			expect(dlopenedReality(stage, "/t/libtls.so", "now").outcome).toBe(load.outcome);
		},
	);
	scenario(
		"a weak variable that nothing defines makes the loader crash",
		{
			"/t/app": program('extern __attribute__((weak, tls_model("initial-exec"))) __thread int nowhere;', "&nowhere", {
				needs: ["libc.so"],
			}),
		},
		(stage) => {
			expect(expectExec(stage, "/t/app", "dies").problems[0]?.kind).toBe("crash");
		},
	);
});
