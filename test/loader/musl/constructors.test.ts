import { expect } from "vitest";
import { expectDlopen, library, type Stage, scenario } from "../support/scene.ts";

const calls = "void gone(void); __attribute__((constructor)) static void begin(void) { gone(); }";
const missing = (path: string): string => `Error relocating ${path}: gone: symbol not found`;

/** musl puts unresolved slots off for dlopen(RTLD_LAZY) from 1.1.17 on; what then calls through one dies at once. */
function puttingOff({ libc }: Stage, path: string, otherwise: "starts" | "dies"): "starts" | "dies" | string {
	return libc.features.deferredBinding ? otherwise : missing(path);
}

function whenCalled(stage: Stage, path: string): string | undefined {
	const { problems } = stage.dlopen(path, "lazy");
	const found = problems.find((problem) => problem.kind === "symbol-missing");
	return found?.kind === "symbol-missing" ? found.whileLoading?.calls : undefined;
}

function constructorScenario(
	name: string,
	source: string,
	flags: readonly string[],
	otherwise: "starts" | "dies",
	when: string,
): void {
	const path = "/t/plugin.so";
	scenario(name, { [path]: library(source, { flags }) }, (stage) => {
		expectDlopen(stage, path, "lazy", puttingOff(stage, path, otherwise));
		expectDlopen(stage, path, "now", missing(path));
		if (stage.libc.features.deferredBinding) expect(whenCalled(stage, path)).toBe(when);
	});
}

const through = `void gone(void); int other; static void inner(void) { gone(); } void outer(void) { other = 1; inner(); }
	__attribute__((constructor)) static void begin(void) { other = 2; outer(); }`;

constructorScenario("a constructor calls what is missing", calls, [], "dies", "surely");
constructorScenario("by a jump at its end", calls, ["-O2"], "dies", "surely");
constructorScenario("by the table itself", calls, ["-fno-plt"], "dies", "surely");
constructorScenario("by marked stubs", calls, ["-fcf-protection=full"], "dies", "surely");
constructorScenario("by way of functions of its own", through, [], "dies", "surely");
constructorScenario(
	"with other constructors in front",
	`${through} int b[9]; __attribute__((constructor(101))) static void first(void) { if (other) b[1] = 2; }`,
	["-O1"],
	"dies",
	"surely",
);
constructorScenario(
	"in DT_INIT",
	"void gone(void); void begin(void) { gone(); }",
	["-Wl,-init,begin"],
	"dies",
	"surely",
);
constructorScenario(
	"in packed relocations",
	`${calls} int *p[] = {(int*)&begin, (int*)&begin};`,
	["-Wl,-z,pack-relative-relocs"],
	"dies",
	"surely",
);
constructorScenario(
	"a constructor calls it on a condition",
	"void gone(void); volatile int x; __attribute__((constructor)) static void begin(void) { if (x) gone(); }",
	[],
	"starts",
	"perhaps",
);
constructorScenario(
	"it is called later only",
	"void gone(void); int x; void use(void) { gone(); } __attribute__((constructor)) static void begin(void) { x = 1; }",
	[],
	"starts",
	"never",
);
constructorScenario(
	"a constructor calls by way of a pointer of its own",
	"void gone(void); int x; static void no(void) {} void (*volatile f)(void) = no; void use(void) { gone(); } __attribute__((constructor)) static void begin(void) { f(); }",
	[],
	"starts",
	"unread",
);
