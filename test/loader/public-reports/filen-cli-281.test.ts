import { expect, test } from "vitest";
import { link, program } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/home/enck/filen-cli-v0.0.32-linux-x64";
const line = `Error relocating ${path}: fcntl64: symbol not found`;

/** https://github.com/FilenCloudDienste/filen-cli/issues/281: a Node single executable for glibc 2.28 and later, on an
 *  Alpine with gcompat and libstdc++. */
report(
	"FilenCloudDienste/filen-cli#281",
	{
		[path]: program("int fcntl64(void), puts(const char *);", 'fcntl64() + puts("")', {
			needs: ["libc.so.6", "libpthread.so.0"],
			interpreter: "/lib64/ld-linux-x86-64.so.2",
		}),
		// Where there is no gcompat, the link that others take for it: the same loader, the same words.
		"/lib64/ld-linux-x86-64.so.2": link("../lib/ld-musl-x86_64.so.1"),
	},
	({ on, musl }) => {
		test("fcntl64 is missing with gcompat, too", async () => {
			const result = await on("alpine:3.21+gcompat+libstdc++", path);
			expect(result.verdict).toBe("fails");
			expect(result.message).toBe(line);
			expect(result.missing).toMatchObject({ libraries: [], symbols: ["fcntl64"] });
			expect(remediesOf(result)).toMatch(/fcntl64|_FILE_OFFSET_BITS|large-file/i);
		});
		test("no Alpine release has it: the large-file names of musl 1.2.4 and later do not hold it", async () => {
			for (const target of ["alpine:3.17+lib64-symlink", "alpine:3.24+lib64-symlink"]) {
				expect((await on(target, path)).missing.symbols, target).toEqual(["fcntl64"]);
			}
		});
		test("a base with glibc runs it", async () => {
			expect((await on("distroless/base-debian12", path)).missing.symbols).toEqual([]);
		});
		musl(path, () => [line]);
	},
);
