import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { library, reality, scenario } from "./glibc-scene.ts";

describe("a library in a root whose programs start by another path than the usual one", () => {
	scenario("is not judged: who could open it is not known", { "/t/lib.so": library("int f;") }, (stage) => {
		if (!stage.hasDlopen) return;
		expect(reality(stage, ["/dlopen-host", "now", "/t/lib.so"]).outcome).toBe("starts");
		rmSync(join(stage.root, "lib64/ld-linux-x86-64.so.2"));
		expect(reality(stage, ["/dlopen-host", "now", "/t/lib.so"]).outcome).toBe("refused");
		const load = stage.dlopen("/t/lib.so", "now");
		expect(load).toMatchObject({ outcome: "unknown", reason: expect.stringContaining("/lib64/ld-linux-x86-64.so.2") });
	});
});
