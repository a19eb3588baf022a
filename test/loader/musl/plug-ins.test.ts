import { describe, expect } from "vitest";
import { expectDlopen, library, program, removed, scenario } from "../support/scene.ts";

const notFound = (object: string, symbol: string) => `Error relocating ${object}: ${symbol}: symbol not found`;

describe("dlopen", () => {
	scenario("of a file that is not there", {}, (stage) => {
		expect(stage.dlopen("/t/gone.so", "now").outcome).toBe("unknown");
	});
	scenario(
		"stops at the first error, a missing library before any symbol",
		{
			"/t/plug.so": library("int gone(void); int use(void) { return gone(); }", {
				needs: ["libgone.so", "libmore.so"],
			}),
		},
		(stage) => {
			const load = expectDlopen(
				stage,
				"/t/plug.so",
				"now",
				"Error loading shared library libgone.so: No such file or directory (needed by /t/plug.so)",
			);
			expect(load.problems.map(({ kind }) => kind)).toEqual(["library-missing", "library-missing", "symbol-missing"]);
			expect(load.objects[0]).toMatchObject({ name: "/t/plug.so", via: "subject" });
		},
	);
	scenario(
		"relocates the plug-in first, then its libraries",
		{
			"/t/libdep.so": library("int gone_2(void); int dep(void) { return gone_2(); }"),
			"/t/plug.so": library("int gone_1(void); int use(void) { return gone_1(); }", {
				needs: ["/t/libdep.so"],
				flags: ["-Wl,-rpath,$ORIGIN"],
			}),
		},
		(stage) => {
			expectDlopen(stage, "/t/plug.so", "now", notFound("/t/plug.so", "gone_1"));
		},
	);
	scenario(
		"finds the libraries of a plug-in by the plug-in's own path, not beside it",
		{
			"/t/libdep.so": library("int dep(void) { return 1; }"),
			"/t/with.so": library("int dep(void); int use(void) { return dep(); }", {
				needs: ["/t/libdep.so"],
				flags: ["-Wl,-rpath,$ORIGIN"],
			}),
			"/t/without.so": library("int dep(void); int use(void) { return dep(); }", { needs: ["/t/libdep.so"] }),
		},
		(stage) => {
			expectDlopen(stage, "/t/with.so", "now", "starts");
			expectDlopen(
				stage,
				"/t/without.so",
				"now",
				"Error loading shared library libdep.so: No such file or directory (needed by /t/without.so)",
			);
		},
	);
	scenario(
		"has libc at hand even for a plug-in that does not name it",
		{ "/t/plug.so": library("int puts(char *); int use(void) { return puts(0); }") },
		(stage) => {
			expectDlopen(stage, "/t/plug.so", "now", "starts");
		},
	);
	scenario("opens a program", { "/t/plug": program() }, (stage) => {
		expectDlopen(stage, "/t/plug", "now", "starts");
	});
	scenario(
		"with what the host brings",
		{ "/t/plug.so": library("int Py_Thing(void); int use(void) { return Py_Thing(); }") },
		(stage) => {
			const request = { hostProvides: (symbol: string) => symbol.startsWith("Py") };
			expect(stage.dlopen("/t/plug.so", "now", request).outcome).toBe("starts");
			expect(stage.dlopen("/t/plug.so", "now").outcome).toBe("refused");
		},
	);
	scenario(
		"with what the libraries that the host needs itself have, as far as they are there",
		{
			"/t/libcarried.so": library("int carried(void) { return 1; }"),
			"/t/plug.so": library("int carried(void); int use(void) { return carried(); }"),
			"/t/asking.so": library("", { needs: ["/t/libcarried.so"], flags: ["-Wl,-rpath,/t"] }),
			"/t/strange.so": library("int strange(void); int use(void) { return strange(); }"),
		},
		(stage) => {
			const request = { hostNeeds: ["/t/libcarried.so", "libgone.so"] };
			const load = stage.dlopen("/t/plug.so", "now", request);
			expect(load).toMatchObject({ outcome: "starts", problems: [] });
			expect(load.objects.map(({ path }) => path)).not.toContain("/t/libcarried.so");
			const asking = stage.dlopen("/t/asking.so", "now", request);
			expect(asking.objects.map(({ path }) => path)).toContain("/t/libcarried.so");
			const strange = ["Error relocating /t/strange.so: strange: symbol not found"];
			expect(stage.dlopen("/t/strange.so", "now", request).lines).toEqual(strange);
			expectDlopen(stage, "/t/plug.so", "now", "Error relocating /t/plug.so: carried: symbol not found");
		},
	);
	scenario(
		"with libraries that the host has loaded and the root need not have",
		{
			"/t/libjvm.so": library("int versioned(void) { return 1; }", { versions: "OWN_1 { global: versioned; };" }),
			"/t/plug.so": library("int JVM_Thing(void); int use(void) { return JVM_Thing(); }", {
				needs: ["/t/libjvm.so"],
			}),
			"/t/versioned.so": library("int versioned(void); int use(void) { return versioned(); }", {
				needs: ["/t/libjvm.so"],
			}),
			"/t/unknown.so": library("int strange(void); int use(void) { return strange(); }", {
				needs: ["/t/libjvm.so"],
			}),
			"/t/libjvm.so#": removed(),
		},
		(stage) => {
			const hostProvides = (symbol: string) => symbol.startsWith("JVM_");
			const request = { hostProvides, hostLibraries: ["libjvm.so"] };
			expect(stage.dlopen("/t/plug.so", "now", request)).toMatchObject({ outcome: "starts", problems: [] });
			expect(stage.dlopen("/t/versioned.so", "now", request)).toMatchObject({ outcome: "starts", problems: [] });
			const unknown = stage.dlopen("/t/unknown.so", "now", request);
			expect(unknown.outcome).toBe("unknown");
			expect(unknown.reason).toContain("strange may come with libjvm.so");
			expect(stage.dlopen("/t/plug.so", "now", { hostProvides }).problems).toMatchObject([
				{ kind: "library-missing", library: "libjvm.so" },
			]);
		},
	);
	scenario(
		"without a loader in the root: no host at all",
		{ "/t/plug.so": library("", { needs: ["libc.so.6", "libm.so.6"] }) },
		(stage) => {
			const load = stage.dlopen("/t/plug.so", "now", { libcAt: () => ({ kind: "unknown" }) });
			expect(load).toMatchObject({ outcome: "refused", problems: [{ kind: "no-loader" }] });
			expect(load.behind).toMatchObject([{ library: "libc.so.6" }, { library: "libm.so.6" }]);
		},
	);
});

describe("dlopen(RTLD_LAZY)", () => {
	const function_ = "int gone(void); int use(void) { return gone(); }";
	const data = "extern int gone; int use(void) { return gone; }";
	const pointer = "extern int gone; int *use = &gone;";
	for (const [what, source] of Object.entries({ function: function_, variable: data })) {
		scenario(`puts a missing ${what} off`, { "/t/plug.so": library(source) }, (stage) => {
			const defers = stage.libc.features.deferredBinding;
			const load = expectDlopen(stage, "/t/plug.so", "lazy", defers ? "starts" : notFound("/t/plug.so", "gone"));
			expect(load.problems).toMatchObject([{ kind: "symbol-missing", symbol: "gone", lazy: defers, fatal: !defers }]);
			expectDlopen(stage, "/t/plug.so", "now", notFound("/t/plug.so", "gone"));
		});
	}
	scenario("does not put a pointer in data off", { "/t/plug.so": library(pointer) }, (stage) => {
		expectDlopen(stage, "/t/plug.so", "lazy", notFound("/t/plug.so", "gone"));
	});
	scenario("obeys -z now", { "/t/plug.so": library(function_, { flags: ["-Wl,-z,now"] }) }, (stage) => {
		expectDlopen(stage, "/t/plug.so", "lazy", notFound("/t/plug.so", "gone"));
	});
	scenario(
		"puts off for the plug-in's libraries, too, each by its own flags",
		{
			"/t/libnow.so": library("int gone_2(void); int now(void) { return gone_2(); }", { flags: ["-Wl,-z,now"] }),
			"/t/liblazy.so": library("int gone_3(void); int lazy(void) { return gone_3(); }"),
			"/t/plug.so": library(function_, {
				needs: ["/t/liblazy.so", "/t/libnow.so"],
				flags: ["-Wl,-rpath,/t"],
			}),
		},
		(stage) => {
			const first = stage.libc.features.deferredBinding ? ["/t/libnow.so", "gone_2"] : ["/t/plug.so", "gone"];
			expectDlopen(stage, "/t/plug.so", "lazy", notFound(first[0] ?? "", first[1] ?? ""));
		},
	);
	scenario(
		"does not help against a missing library",
		{
			"/t/libgone.so": library(),
			"/t/plug.so": library("", { needs: ["/t/libgone.so"] }),
			"/t/libgone.so#": removed(),
		},
		(stage) => {
			expectDlopen(
				stage,
				"/t/plug.so",
				"lazy",
				"Error loading shared library libgone.so: No such file or directory (needed by /t/plug.so)",
			);
		},
	);
});
