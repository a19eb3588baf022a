import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { library, program, reality, scenario } from "./glibc-scene.ts";

const ELSEWHERE = "/loaders/ld.so";

describe("a library in a root whose programs start by another path than the usual one", () => {
	scenario("is not judged: who could open it is not known", { "/t/lib.so": library("int f;") }, (stage) => {
		if (!stage.hasDlopen) return;
		expect(reality(stage, ["/dlopen-host", "now", "/t/lib.so"]).outcome).toBe("starts");
		rmSync(join(stage.root, "lib64/ld-linux-x86-64.so.2"));
		expect(reality(stage, ["/dlopen-host", "now", "/t/lib.so"]).outcome).toBe("refused");
		const load = stage.dlopen("/t/lib.so", "now");
		expect(load).toMatchObject({ outcome: "unknown", reason: expect.stringContaining("/lib64/ld-linux-x86-64.so.2") });
	});

	scenario(
		"is judged by the loader that a program of the root names",
		{ "/t/lib.so": library("int f;"), "/bin/tool": program("", "0", { interpreter: ELSEWHERE }) },
		(stage) => {
			if (!stage.hasDlopen) return;
			mkdirSync(join(stage.root, "loaders"));
			renameSync(join(stage.root, "lib64/ld-linux-x86-64.so.2"), join(stage.root, ELSEWHERE));
			expect(reality(stage, ["/bin/tool"]).outcome).toBe("starts");
			expect(reality(stage, [ELSEWHERE, "/dlopen-host", "now", "/t/lib.so"]).outcome).toBe("starts");
			expect(stage.dlopen("/t/lib.so", "now")).toMatchObject({
				outcome: "starts",
				interpreter: { path: ELSEWHERE, libc: { kind: "glibc" } },
			});
		},
	);
});
