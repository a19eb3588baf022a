import { expect, test } from "vitest";
import { library } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const loader = "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2";
const path = "/usr/lib/python3/dist-packages/numpy/core/_multiarray_tests.cpython-311-x86_64-linux-gnu.so";
const line = `Error relocating ${loader}: unsupported relocation type 37`;
const picked = `static int one(void) { return 1; } static void *pick(void) { return one; }
	static int picked(void) __attribute__((ifunc("pick"))); int _dl_use(void) { return picked(); }`;

/** https://github.com/microsoft/mystikos/issues/1476: numpy for glibc pulls glibc 2.36's loader into a process of musl,
 *  and that loader has an R_X86_64_IRELATIVE. */
report(
	"microsoft/mystikos#1476",
	{
		[loader]: library(picked),
		[path]: library("int _dl_use(void); int use(void) { return _dl_use(); }", {
			needs: [loader],
			flags: ["-Wl,-rpath,/usr/lib/x86_64-linux-gnu"],
			soname: false,
		}),
	},
	({ on, musl }) => {
		test("the relocation of the library is refused, by number", async () => {
			const result = await on("alpine:3.18", path);
			expect(result).toMatchObject({ verdict: "fails", message: line });
			const finding = result.findings.find(({ rule }) => rule === "relocation-unsupported");
			expect(finding?.message).toMatch(/IRELATIVE|IFUNC/i);
			expect(finding?.about).toContain(loader);
			expect(remediesOf(result)).not.toBe("");
		});
		musl(path, () => [line], "dlopen");
	},
);
