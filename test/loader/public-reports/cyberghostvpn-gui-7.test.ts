import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { skipLoudly } from "../../skipped-loudly.ts";
import { program } from "../glibc/glibc-scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/opt/cyberghostvpn-gui";
const line = `${path}: CPU ISA level is lower than required`;
const emulator = "/usr/bin/qemu-x86_64-static";

/** https://github.com/picharly/cyberghostvpn-gui/issues/7: linked on a distribution whose start files are marked for
 *  x86-64-v4, started on less. */
report(
	"picharly/cyberghostvpn-gui#7",
	{ [path]: program("", "0", { needs: ["libc.so.6"], flags: ["-Wl,-z,x86-64-v4"] }) },
	({ on, glibc }) => {
		test("fails on a processor below the level, in glibc's words", async () => {
			const result = await on("debian:12-slim", path, { x86Level: 3 });
			expect(result).toMatchObject({ verdict: "fails", message: line });
			expect(result.findings[0]).toMatchObject({ rule: "isa-level", evidence: { needed: 4 } });
			expect(remediesOf(result)).toContain("rebuild for the baseline");
		});
		test("is a risk where the processor is not known, and none where it has the level", async () => {
			expect((await on("debian:12-slim", path)).verdict).toBe("at-risk");
			expect((await on("debian:12-slim", path, { x86Level: 4 })).verdict).toBe("runs");
		});
		test("glibc 2.31 does not look at the mark", async () => {
			expect((await on("debian:11-slim", path, { x86Level: 3 })).verdict).not.toBe("fails");
		});
		if (spawnSync(emulator, ["--version"]).error === undefined) {
			glibc(path, ({ release }) => (release < 33 ? "starts" : [line]), [emulator, "-cpu", "Nehalem"]);
		} else skipLoudly("a real loader on a lesser processor", `${emulator} is not installed`);
	},
);
