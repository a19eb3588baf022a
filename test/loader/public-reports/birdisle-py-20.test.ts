import { expect, test } from "vitest";
import { library } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const folder = "/usr/local/lib/python3.6/site-packages/birdisle";
const path = `${folder}/_birdisle.abi3.so`;
const bundled = `${folder}/.libs/libbirdisle.so.1`;
const line = `Error relocating ${folder}/.libs/libbirdisle.so.1: backtrace: symbol not found`;

/** https://github.com/bmerry/birdisle-py/issues/20: an abi3 module that brings its library in `.libs`, which calls a
 *  function that glibc alone has, on python:3.6-alpine. */
report(
	"bmerry/birdisle-py#20",
	{
		[bundled]: library("int backtrace(void **, int); int serve(void) { return backtrace(0, 0); }", {
			needs: ["libc.so.6"],
			flags: ["-Wl,-z,now"],
		}),
		[path]: library("int serve(void); int PyInit__birdisle(void) { return serve(); }", {
			needs: [bundled, "libc.so.6"],
			flags: ["-Wl,-rpath,$ORIGIN/.libs", "-Wl,-z,now"],
			soname: false,
		}),
	},
	({ on, musl }) => {
		test("the bundled library is named, not the module", async () => {
			const result = await on("alpine:3.10", path);
			expect(result).toMatchObject({ verdict: "fails", message: line, missing: { symbols: ["backtrace"] } });
			expect(remediesOf(result)).toMatch(/libexecinfo|glibc/);
		});
		test("libexecinfo, which had it, is not advised where Alpine has it no more", async () => {
			expect(remediesOf(await on("alpine:3.20", path))).not.toMatch(/apk add[^`]*libexecinfo/);
		});
		test("Debian's glibc has it", async () => {
			expect((await on("debian:12-slim", path)).missing.symbols).toEqual([]);
		});
		musl(path, () => [line], "dlopen");
	},
);
