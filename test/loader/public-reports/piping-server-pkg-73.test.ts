import { expect, test } from "vitest";
import { program } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/dist/piping-server-alpine";
const lines = ["libstdc++.so.6", "libgcc_s.so.1"].map(
	(name) => `Error loading shared library ${name}: No such file or directory (needed by ${path})`,
);

/** https://github.com/nwtgck/piping-server-pkg/issues/73: built for musl, on an Alpine without the compiler's libraries. */
report(
	"nwtgck/piping-server-pkg#73",
	{ [path]: program("", "0", { needs: ["libstdc++.so.6", "libgcc_s.so.1", "libc.musl-x86_64.so.1"] }) },
	({ on, musl }) => {
		test("both libraries are missing, and apk brings them", async () => {
			const result = await on("alpine:3.20", path);
			expect(result).toMatchObject({ verdict: "fails", message: lines[0] });
			expect(result.missing.libraries).toEqual(["libgcc_s.so.1", "libstdc++.so.6"]);
			expect(remediesOf(result)).toMatch(/apk add libstdc\+\+/);
		});
		test("with them it runs", async () => {
			expect((await on("alpine:3.20+libstdc++", path)).verdict).toBe("runs");
		});
		musl(path, () => lines);
	},
);
