import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { skipLoudly } from "../../skipped-loudly.ts";
import { program } from "../glibc/glibc-scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/usr/bin/autoremesher";
const emulator = "/usr/bin/qemu-x86_64-static";

/** https://github.com/huxingyi/autoremesher/pull/39: compiled for x86-64-v3, which nothing in the file says. On a processor
 *  without AVX2 (Ivy Bridge) it ends at once. */
report(
	"huxingyi/autoremesher#39",
	{
		[path]: program(
			'__asm__(".globl begin\\nbegin: vpaddd %ymm0, %ymm1, %ymm2\\n mov $231, %eax\\n mov $42, %edi\\n syscall\\n");',
			"0",
			{ needs: ["libc.so.6"], flags: ["-Wl,-e,begin"] },
		),
	},
	({ on, glibc }) => {
		test.each([1, 2] as const)("is no success on a processor of level %i", async (x86Level) => {
			const result = await on("debian:12-slim", path, { x86Level });
			expect(result.verdict).toBe("at-risk");
			expect(result.findings[0]).toMatchObject({ rule: "isa-level", evidence: { wanted: x86Level, found: 3 } });
			expect(remediesOf(result)).toContain("qemu-x86_64 -cpu");
		});
		test("runs where the processor has the level; nothing is said where none is named", async () => {
			expect((await on("debian:12-slim", path, { x86Level: 3 })).verdict).toBe("runs");
			expect((await on("debian:12-slim", path)).verdict).toBe("runs");
		});
		if (spawnSync(emulator, ["--version"]).error === undefined) {
			// What the remedy names is carried out.
			glibc(path, () => "refused", [emulator, "-cpu", "Nehalem"]);
		} else skipLoudly("a real loader on a lesser processor", `${emulator} is not installed`);
	},
);
