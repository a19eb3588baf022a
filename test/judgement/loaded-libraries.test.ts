import { describe, expect } from "vitest";
import { library, program, removed } from "../loader/support/scene.ts";
import { judged, scene } from "./musl-folder.ts";

const ONE = "int two(void); int one(void) { return two(); }";

describe("a library that a program brings", () => {
	scene(
		"runs where the program's RPATH finds what it needs",
		{
			"/app/private/libtwo.so": library("int two(void) { return 2; }"),
			"/app/private/libone.so": library(ONE, { needs: ["/app/private/libtwo.so"] }),
			"/app/bin/app": program("int one(void);", "one", {
				needs: ["/app/private/libone.so"],
				flags: ["-Wl,-rpath,$ORIGIN/../private"],
			}),
			"/other/libone-alone.so": library(ONE, { needs: ["/app/private/libtwo.so"] }),
		},
		async (root) => {
			const results = await judged(root);
			expect(results.get("/app/bin/app")?.verdict).toBe("runs");
			expect(results.get("/app/private/libtwo.so")?.verdict).toBe("runs");
			expect(results.get("/app/private/libone.so")).toMatchObject({ verdict: "runs", findings: [] });
			expect(results.get("/other/libone-alone.so")?.verdict).toBe("fails");
		},
	);

	scene(
		"fails for what it lacks itself, not for what others lack",
		{
			"/lib/libgone.so": library("int gone(void) { return 0; }"),
			"/app/libbad.so": library("int gone(void); int bad(void) { return gone(); }", { needs: ["/lib/libgone.so"] }),
			"/app/libtwo.so": library("int two(void) { return 2; }"),
			"/app/libgood.so": library(ONE, { needs: ["/app/libtwo.so"] }),
			"/app/libabove.so": library("int above(void) { return 1; }", { needs: ["/app/libbad.so"] }),
			"/app/app": program("", "0", {
				needs: ["/app/libbad.so", "/app/libgood.so", "/app/libabove.so"],
				flags: ["-Wl,-rpath,$ORIGIN"],
			}),
			"/lib/libgone.so#": removed(),
		},
		async (root) => {
			const results = await judged(root);
			const line = "Error loading shared library libgone.so: No such file or directory (needed by /app/libbad.so)";
			expect(results.get("/app/app")?.message).toBe(line);
			expect(results.get("/app/libbad.so")).toMatchObject({ verdict: "fails", message: line });
			expect(results.get("/app/libgood.so")).toMatchObject({ verdict: "runs", findings: [] });
			expect(results.get("/app/libabove.so")).toMatchObject({ verdict: "fails", message: line });
		},
	);

	scene(
		"is opened on its own where the program does not come to it",
		{
			"/app/libtwo.so": library("int two(void) { return 2; }"),
			"/app/libone.so": library(ONE, { needs: ["/app/libtwo.so"] }),
			"/app/app": program("int one(void);", "one", { needs: ["/app/libone.so"] }),
		},
		async (root) => {
			const results = await judged(root);
			expect(results.get("/app/app")?.missing.libraries).toEqual(["libone.so"]);
			expect(results.get("/app/libone.so")).toMatchObject({ verdict: "fails", missing: { libraries: ["libtwo.so"] } });
			expect(results.get("/app/libtwo.so")?.verdict).toBe("runs");
		},
	);

	scene(
		"is unknown where a library missing elsewhere may bring its symbol",
		{
			"/lib/libgone.so": library("int late(void) { return 0; }"),
			"/app/libuser.so": library("int late(void); int use(void) { return late(); }"),
			"/app/app": program("int use(void);", "use", {
				needs: ["/app/libuser.so", "/lib/libgone.so"],
				flags: ["-Wl,-rpath,$ORIGIN"],
			}),
			"/lib/libgone.so#": removed(),
		},
		async (root) => {
			const results = await judged(root);
			expect(results.get("/app/app")?.verdict).toBe("fails");
			expect(results.get("/app/libuser.so")).toMatchObject({ verdict: "unknown" });
		},
	);
});
