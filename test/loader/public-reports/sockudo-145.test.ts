import { expect, test } from "vitest";
import { program } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/root/.cargo/bin/sockudo";
const names = ["__isoc23_sscanf", "__isoc23_strtol", "__res_init"];
const lines = names.map((name) => `Error relocating ${path}: ${name}: symbol not found`);

/** https://github.com/sockudo/sockudo/issues/145: a release for musl that was linked with objects of a newer glibc's
 *  headers, on Alpine 3.22. */
report(
	"sockudo/sockudo#145",
	{
		[path]: program(
			names.map((name) => `int ${name}(void);`).join("\n"),
			names.map((name) => `${name}()`).join(" + "),
			{ needs: ["libc.so"] },
		),
	},
	({ on, musl }) => {
		test("names all three on Alpine 3.22, the first in musl's words", async () => {
			const result = await on("alpine:3.22", path);
			expect(result.verdict).toBe("fails");
			expect(lines).toContain(result.message);
			expect(result.missing).toMatchObject({ libraries: [], symbols: names });
			expect(result.findings.map(({ rule }) => rule)).toContain("symbol-missing");
			expect(remediesOf(result)).toContain("compile on a distribution with glibc 2.37 or older");
			expect(remediesOf(result)).toContain("rebuild it for musl");
		});
		musl(path, () => lines);
	},
);
