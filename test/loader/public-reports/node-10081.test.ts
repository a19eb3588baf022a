import { expect, test } from "vitest";
import { library } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/package/build/Release/couchbase_impl.node";
const line = `Error relocating ${path}: __strncpy_chk: symbol not found`;

/** https://github.com/nodejs/node/issues/10081: an addon for glibc, fortified, in an Alpine image; linked so that all of it
 *  is bound when it is opened. */
report(
	"nodejs/node#10081",
	{
		[path]: library("char *__strncpy_chk(void); void *napi_register_module_v1(void) { return __strncpy_chk(); }", {
			needs: ["libc.so.6"],
			soname: false,
			flags: ["-Wl,-z,now"],
		}),
	},
	({ on, musl }) => {
		test("the checked function is missing, and the musl build is what helps", async () => {
			const result = await on("alpine:3.20", path);
			expect(result).toMatchObject({ verdict: "fails", message: line, missing: { symbols: ["__strncpy_chk"] } });
			expect(remediesOf(result)).toContain("npm");
		});
		musl(path, () => [line], "dlopen");
	},
);
