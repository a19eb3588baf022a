import { expect, test } from "vitest";
import { program } from "../support/scene.ts";
import { isAtLeast, remediesOf, report } from "./reported.ts";

const path = "/opt/bins/fastfetch";
const line = `Error relocating ${path}: statx: symbol not found`;

/** https://github.com/fastfetch-cli/fastfetch/issues/795: statx came to musl with 1.2.5, the Alpine of the day had 1.2.4. */
report(
	"fastfetch-cli/fastfetch#795",
	{ [path]: program("int statx(void);", "statx()", { needs: ["libc.musl-x86_64.so.1"] }) },
	({ on, musl }) => {
		test("statx is missing on Alpine 3.19", async () => {
			const result = await on("alpine:3.19", path);
			expect(result).toMatchObject({ verdict: "fails", message: line, missing: { symbols: ["statx"] } });
			expect(remediesOf(result)).toContain("use Alpine 3.20 or newer");
		});
		test("and there on 3.20", async () => {
			expect(await on("alpine:3.20", path)).toMatchObject({ verdict: "runs", missing: { symbols: [] } });
		});
		musl(path, (loader) => (isAtLeast(loader, "1.2.5", 20) ? "starts" : [line]));
	},
);
