import { expect, test } from "vitest";
import { library } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/usr/lib/ruby/gems/3.2.0/gems/onnxruntime/vendor/libonnxruntime.so";
const addon = "/app/node_modules/onnx/build/Release/onnx.node";
const source = `unsigned long __getauxval(unsigned long); int napi_module_register(void); int atomics;
	__attribute__((constructor)) static void init_have_lse_atomics(void) { atomics = __getauxval(16) >> 8 & 1; }`;

/** https://github.com/ankane/onnxruntime-ruby/issues/13: a library for glibc on Alpine, whose constructor (GCC's choice of
 *  atomics, on aarch64) asks for a function that musl has not. */
report(
	"ankane/onnxruntime-ruby#13",
	{
		[path]: library(source, { needs: ["libc.so.6"] }),
		[addon]: library(`${source} int use(void) { return napi_module_register(); }`, {
			needs: ["libc.so.6"],
			soname: false,
		}),
	},
	({ on, musl }) => {
		test("the name is missing where all is bound at once", async () => {
			const result = await on("alpine:3.20", path);
			expect(result).toMatchObject({
				verdict: "fails",
				message: `Error relocating ${path}: __getauxval: symbol not found`,
				missing: { symbols: ["__getauxval"] },
			});
			expect(remediesOf(result)).toContain("-mno-outline-atomics");
		});
		test("opened lazily, as Node does, it crashes while it is opened", async () => {
			const result = await on("alpine:3.20", addon);
			expect(result).toMatchObject({ verdict: "fails", missing: { symbols: ["__getauxval"] } });
			expect(result.findings.map(({ rule }) => rule)).toEqual(["crash", "symbol-lazily-missing"]);
			expect(JSON.stringify(result.findings)).not.toContain("may be opened");
		});
		musl(path, () => [`Error relocating ${path}: __getauxval: symbol not found`], "dlopen");
		const lazily = `Error relocating ${addon}: __getauxval: symbol not found`;
		musl(addon, ({ libc }) => (libc.features.deferredBinding ? "dies" : [lazily]), "dlopen-lazily");
	},
);
