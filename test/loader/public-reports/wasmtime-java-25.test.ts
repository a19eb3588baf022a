import { expect, test } from "vitest";
import { library } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/opt/natives/libwasmtime_jni.so";
const line = `Error relocating ${path}: __longjmp_chk: symbol not found`;

/** https://github.com/kawamuray/wasmtime-java/issues/25: a JNI library for glibc on Alpine: with gcompat, too, a fortified
 *  function is missing. */
report(
	"kawamuray/wasmtime-java#25",
	{
		[path]: library(
			"void __longjmp_chk(void *, int); int JNI_OnLoad(void *vm, void *x) { __longjmp_chk(vm, 1); return 0x10008; }",
			{ needs: ["libc.so.6", "libm.so.6"], flags: ["-Wl,-z,now"] },
		),
	},
	({ on, musl }) => {
		test("the function is missing with and without gcompat", async () => {
			expect(await on("alpine:3.14", path)).toMatchObject({ verdict: "fails", message: line });
			const result = await on("alpine:3.14+gcompat", path);
			expect(result.missing.symbols).toContain("__longjmp_chk");
			expect(remediesOf(result)).toMatch(/FORTIFY_SOURCE|glibc/);
		});
		musl(path, () => [line], "dlopen");
	},
);
