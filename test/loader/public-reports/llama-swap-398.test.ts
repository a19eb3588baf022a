import { expect, test } from "vitest";
import { program as glibcProgram } from "../glibc/glibc-scene.ts";
import { library, removed } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/app/llama-server";
const line = `${path}: error while loading shared libraries: libmtmd.so.0: cannot open shared object file: No such file or directory`;

/** https://github.com/mostlygeek/llama-swap/issues/398: a release whose new library was not copied along: its neighbours
 *  are found by $ORIGIN, it is nowhere. */
report(
	"mostlygeek/llama-swap#398",
	{
		"/app/libllama.so.0": library("int llama(void) { return 0; }"),
		"/app/libmtmd.so.0": library("int mtmd(void) { return 0; }"),
		[path]: glibcProgram("int llama(void), mtmd(void);", "llama() + mtmd()", {
			needs: ["/app/libllama.so.0", "/app/libmtmd.so.0"],
			flags: ["-Wl,-rpath,$ORIGIN"],
		}),
		"/app/libmtmd.so.0#taken away": removed(),
	},
	({ on, glibc }) => {
		test("the one that is missing is named, alone, and no package for it", async () => {
			const result = await on("debian:12-slim", path);
			expect(result).toMatchObject({ verdict: "fails", message: line, missing: { libraries: ["libmtmd.so.0"] } });
			expect(remediesOf(result)).not.toMatch(/apt-get install/);
			expect(remediesOf(result)).toMatch(/libmtmd\.so\.0/);
		});
		glibc(path, () => [line]);
	},
);
