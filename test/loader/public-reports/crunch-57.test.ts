import { expect, test } from "vitest";
import { program } from "../glibc/glibc-scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/crunch";
const line = `${path}: /lib/x86_64-linux-gnu/libc.so.6: version \`GLIBC_2.38' not found (required by ${path})`;

/** https://github.com/turboflakes/crunch/issues/57: built on Ubuntu 24.04, on Debian 12. There it was libm's version. */
report(
	"turboflakes/crunch#57",
	{
		[path]: program("int strlcpy(void);", "strlcpy()", {
			needs: [{ soname: "libc.so.6", source: "int strlcpy(void) { return 0; }", versions: "GLIBC_2.38 { strlcpy; };" }],
		}),
	},
	({ on, glibc }) => {
		test("the version is missing on Debian 12", async () => {
			const result = await on("debian:12-slim", path);
			expect(result).toMatchObject({ verdict: "fails", message: line, missing: { versions: ["GLIBC_2.38"] } });
			expect(remediesOf(result)).toMatch(/debian13|debian:13/);
		});
		test("Debian 13 has it", async () => {
			expect((await on("debian:13-slim", path)).verdict).toBe("runs");
		});
		glibc(path, ({ release, systemDirectories: [home] }) =>
			release >= 38 ? "starts" : [line.replace("/lib/x86_64-linux-gnu", home ?? "")],
		);
	},
);
