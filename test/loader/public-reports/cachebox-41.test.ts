import { expect, test } from "vitest";
import { library } from "../support/scene.ts";
import { isAtLeast, remediesOf, report } from "./reported.ts";

const path = "/venv/lib/python3.12/site-packages/cachebox/_core.cpython-312-x86_64-linux-musl.so";
const line = `Error relocating ${path}: (null): initial-exec TLS resolves to dynamic definition in ${path}`;

const notFound = `Error relocating ${path}: PyLong_FromLong: symbol not found`;

/** https://github.com/awolverp/cachebox/issues/41: a wheel for musl with an allocator whose thread-local variables are
 *  compiled for programs, on python:3.12-alpine. */
report(
	"awolverp/cachebox#41",
	{
		[path]: library(
			"static __thread int heap; int PyLong_FromLong(long); int *PyInit__core(void) { PyLong_FromLong(1); return &heap; }",
			{ needs: ["libc.musl-x86_64.so.1"], flags: ["-ftls-model=initial-exec", "-fno-plt"], soname: false },
		),
		"/usr/lib/libpython3.12.so.1.0": library("int PyLong_FromLong(long l) { return l; }"),
	},
	({ on, musl }) => {
		test("the import fails in musl's very words, though no name is missing", async () => {
			const result = await on("alpine:3.22", path);
			expect(result).toMatchObject({ verdict: "fails", message: line, missing: { libraries: [], symbols: [] } });
			expect(result.findings[0]?.rule).toBe("tls-initial-exec");
			expect(remediesOf(result)).toMatch(/-ftls-model|dynamic/);
		});
		test("Debian's loader takes it", async () => {
			const result = await on("debian:12-slim", path);
			expect(result.missing.symbols).toEqual([]);
			expect(result.findings.map(({ rule }) => rule)).not.toContain("tls-initial-exec");
		});
		// A relocation without a symbol: what stands before the second colon comes from a variable that nobody set. It was
		// (null) for the reporter, and is an old stack's content, or the end of the process, elsewhere.
		musl(path, (loader) => (isAtLeast(loader, "1.1.20", 9) ? "refused" : [notFound]), "dlopen");
	},
);
