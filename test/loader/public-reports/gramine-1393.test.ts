import { expect, test } from "vitest";
import { program } from "../support/scene.ts";
import { isAtLeast, remediesOf, report } from "./reported.ts";

const path = "/bin/busybox";

/** https://github.com/gramineproject/gramine/pull/1393: busybox of Alpine 3.18 has packed relative relocations; musl 1.2.2
 *  passes them over in silence, and the program dies of pointers that nobody moved. */
report(
	"gramineproject/gramine#1393",
	{
		[path]: program(
			`static int x; int *table[] = {&x, &x, &x, &x};
			__attribute__((visibility("hidden"))) void begin(void) {
				*table[2] = 42;
				__asm__ volatile("syscall" : : "a"(231), "D"(x));
			}`,
			"0",
			{ needs: ["libc.musl-x86_64.so.1"], flags: ["-Wl,-z,pack-relative-relocs", "-Wl,-e,begin"] },
		),
	},
	({ on, musl }) => {
		test("fails on the older musl, which says nothing itself", async () => {
			const result = await on("alpine:3.14", path);
			expect(result.verdict).toBe("fails");
			expect(result.findings.map(({ rule }) => rule)).toContain("relr-ignored");
			expect(remediesOf(result)).toContain("-Wl,-z,nopack-relative-relocs");
			expect(remediesOf(result)).toContain("newer release");
		});
		test("runs where it was built for", async () => {
			expect(await on("alpine:3.18", path)).toMatchObject({ verdict: "runs", findings: [] });
		});
		musl(path, (loader) => (isAtLeast(loader, "1.2.4", 15) ? "starts" : "dies"));
	},
);
