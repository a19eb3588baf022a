import { expectDlopen, expectExec, library, lookupError, program, scenario } from "./glibc-scene.ts";

const calls = "void gone(void); __attribute__((constructor)) static void begin(void) { gone(); }";
const path = "/t/plugin.so";
const ends = `symbol lookup error: ${path}: undefined symbol: gone`;

scenario("a constructor calls what is missing: the host ends", { [path]: library(calls) }, (stage) => {
	expectDlopen(stage, path, "lazy", ends);
});

scenario(
	"a constructor calls it on a condition that does not hold",
	{
		[path]: library(
			"void gone(void); volatile int x; __attribute__((constructor)) static void begin(void) { if (x) gone(); }",
		),
	},
	(stage) => {
		expectDlopen(stage, path, "lazy", "starts");
	},
);

scenario(
	"a function that chooses a function calls what is missing",
	{
		[path]: library(
			`void gone(void); static int one(void) { return 1; } static void *pick(void) { gone(); return one; }
			__attribute__((visibility("hidden"))) int picked(void) __attribute__((ifunc("pick"))); int use(void) { return picked(); }
			int (*volatile kept)(void) = picked;`,
		),
	},
	(stage) => {
		expectDlopen(stage, path, "lazy", "dies");
	},
);

scenario(
	"a program starts with a library whose constructor does it",
	{ "/t/libbad.so": library(calls), "/t/app": program("", "0", { needs: ["/t/libbad.so"], flags: ["-Wl,-rpath,/t"] }) },
	(stage) => {
		expectExec(stage, "/t/app", lookupError("/t/app", "/t/libbad.so", "gone"));
	},
);

scenario(
	"of two functions, one is called later only",
	{
		[path]: library(
			"void after(void); void gone(void); void use(void) { after(); } __attribute__((constructor)) static void begin(void) { gone(); }",
		),
	},
	(stage) => {
		expectDlopen(stage, path, "lazy", ends);
	},
);
