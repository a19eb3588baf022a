import { expect, test } from "vitest";
import { program as glibcProgram } from "../glibc/glibc-scene.ts";
import { library } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/opt/zapzap/zapzap";
const bundled = "/opt/zapzap/_internal/libz.so.1";
const line = `${path}: /lib/x86_64-linux-gnu/libc.so.6: version \`GLIBC_ABI_DT_RELR' not found (required by ${bundled})`;

/** https://github.com/mattias800/prosper/pull/1786: the version hangs on no symbol, so a look at the symbol table never
 *  sees it. The words are those of https://github.com/rafatosta/zapzap/issues/421, where users met it. */
report(
	"mattias800/prosper#1786",
	{
		[bundled]: library(
			'int puts(const char *); int inflate(void) { return puts(""); } static int x; int *table[] = {&x, &x, &x, &x};',
			{
				flags: ["-Wl,-z,pack-relative-relocs"],
				needs: [
					{ soname: "libc.so.6", source: "int puts(const char *s) { return 0; }", versions: "GLIBC_2.2.5 { puts; };" },
				],
			},
		),
		[path]: glibcProgram("int inflate(void);", "inflate()", {
			needs: [bundled],
			flags: ["-Wl,-rpath,$ORIGIN/_internal"],
		}),
	},
	({ on, glibc }) => {
		test("the version is named on a glibc before 2.36, with the file that wants it", async () => {
			const result = await on("debian:11-slim", path);
			expect(result).toMatchObject({
				verdict: "fails",
				message: line,
				missing: { symbols: [], versions: ["GLIBC_ABI_DT_RELR"] },
			});
			expect(remediesOf(result)).toMatch(/-z,nopack-relative-relocs|newer|glibc 2\.36/);
		});
		test("glibc 2.36 takes it", async () => {
			expect(await on("debian:12-slim", path)).toMatchObject({ verdict: "runs", missing: { versions: [] } });
		});
		glibc(path, ({ release, systemDirectories: [home] }) =>
			release >= 36 ? "starts" : [line.replace("/lib/x86_64-linux-gnu", home ?? "")],
		);
	},
);
