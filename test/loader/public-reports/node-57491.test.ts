import { expect, test } from "vitest";
import { program as glibcProgram } from "../glibc/glibc-scene.ts";
import { report } from "./reported.ts";

/** https://github.com/nodejs/node/issues/57491: what was linked with Debian's package musl at hand names musl's library,
 *  and starts by glibc's loader. */
const node = "/out/Release/node_js2c";
const line = `${node}: error while loading shared libraries: libc.musl-x86_64.so.1: cannot open shared object file: No such file or directory`;
report(
	"nodejs/node#57491",
	{ [node]: glibcProgram("int puts(const char *);", 'puts("")', { needs: ["libc.so.6", "libc.musl-x86_64.so.1"] }) },
	({ on, glibc }) => {
		test("musl's own library is named as what it is", async () => {
			const result = await on("debian:12-slim", node);
			expect(result).toMatchObject({ verdict: "fails", message: line });
			expect(result.findings[0]?.message).toContain("libc.musl-x86_64.so.1 is musl itself");
		});
		glibc(node, () => [line]);
	},
);
