import { expect, test } from "vitest";
import { library, program } from "../support/scene.ts";
import { isAtLeast, remediesOf, report } from "./reported.ts";

const path = "/usr/bin/readelf";
const line = "Error relocating /usr/lib/libctf-nobfd.so.0: qsort_r: symbol not found";

/** https://github.com/JuliaPackaging/Yggdrasil/pull/4547: binutils of Alpine 3.15, whose musl 1.2.2 had qsort_r already,
 *  on a musl 1.2.2 that had not. */
report(
	"JuliaPackaging/Yggdrasil#4547",
	{
		"/usr/lib/libctf-nobfd.so.0": library("int qsort_r(void); int ctf_sort(void) { return qsort_r(); }", {
			needs: ["libc.musl-x86_64.so.1"],
		}),
		[path]: program("int ctf_sort(void);", "ctf_sort()", { needs: ["/usr/lib/libctf-nobfd.so.0"] }),
	},
	({ on, musl }) => {
		test("the library's symbol is named for the program that loads it, on the Alpine before", async () => {
			const result = await on("alpine:3.14", path);
			expect(result).toMatchObject({ verdict: "fails", message: line, missing: { symbols: ["qsort_r"] } });
			expect(remediesOf(result)).toContain("use Alpine 3.15 or newer");
		});
		test("Alpine 3.15 has it, though its musl is called 1.2.2 as well", async () => {
			expect(await on("alpine:3.15", path)).toMatchObject({ verdict: "runs", missing: { symbols: [] } });
		});
		musl(path, (loader) => (isAtLeast(loader, "1.2.3", 15) ? "starts" : [line]));
	},
);
