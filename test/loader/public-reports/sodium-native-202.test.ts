import { expect, test } from "vitest";
import { library } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/app/node_modules/sodium-native/prebuilds/linux-x64/sodium-native.node";
const line = `Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by ${path})`;

/** https://github.com/holepunchto/sodium-native/issues/202: an addon for glibc that names glibc's loader as a library, in
 *  node:20-alpine. The other libraries that it names are musl's own. */
report(
	"holepunchto/sodium-native#202",
	{
		[path]: library("int napi_module_register(void); int use(void) { return napi_module_register(); }", {
			needs: ["libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2"],
			soname: false,
		}),
	},
	({ on, musl }) => {
		test("the loader is named as the library that is missing", async () => {
			const result = await on("alpine:3.20", path);
			expect(result).toMatchObject({
				verdict: "fails",
				message: line,
				missing: { libraries: ["ld-linux-x86-64.so.2"], symbols: [] },
			});
			expect(remediesOf(result)).toContain("patchelf --remove-needed");
		});
		test("with gcompat it is loaded, as the reporter found", async () => {
			expect(await on("alpine:3.20+gcompat", path)).toMatchObject({ missing: { libraries: [], symbols: [] } });
			expect((await on("alpine:3.20+gcompat", path)).verdict).not.toBe("fails");
		});
		musl(path, () => [line], "dlopen");
	},
);
