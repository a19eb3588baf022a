import { expect, test } from "vitest";
import { file } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/app/node_modules/better-sqlite3/build/Release/better_sqlite3.node";

/** The header of a Mach-O bundle for arm64. */
const MACH_O = Buffer.concat([Buffer.from("cffaedfe0c00000100000000", "hex"), Buffer.alloc(4096)]);

/** https://github.com/WiseLibs/better-sqlite3/issues/929: node_modules of a Mac in an image of Debian. */
report(
	"WiseLibs/better-sqlite3#929",
	{
		"/app/node_modules/better-sqlite3/package.json": file('{"name":"better-sqlite3","dependencies":{"bindings":"1"}}'),
		[path]: file(MACH_O),
	},
	({ on, musl }) => {
		test("glibc's words, and that it is a library for macOS", async () => {
			const result = await on("debian:12-slim", path);
			expect(result).toMatchObject({ verdict: "fails", message: `${path}: invalid ELF header` });
			expect(result.findings[0]?.message).toContain("it is a library for macOS (Mach-O)");
			expect(remediesOf(result)).toContain("build it in the image");
		});
		test("musl's words", async () => {
			const result = await on("alpine:3.20", path);
			expect(result.message).toBe(`Error loading shared library ${path}: Exec format error`);
		});
		musl(path, () => [`Error loading shared library ${path}: Exec format error`], "dlopen");
	},
);
