import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runInspect } from "../run-inspect.ts";
import { type Base, glibcBases, startedThere } from "./bases.ts";
import { mission, run, workshop, written } from "./workshop.ts";

const LIBRARY = "int answer(void) { return 42; }\n";
const PROGRAM = `
#include <stdio.h>
int answer(void);
int main(void) { printf("started %d\\n", answer()); return 0; }
`;

/** The stage as `inspect recommend` prints it. */
function stageOf(given: string, cwd: string): string {
	const { stdout } = runInspect(["recommend", given], { cwd });
	return stdout.split("# final stage of a Dockerfile\n")[1] ?? "";
}

mission("the recommended stage, built as it is printed", ["gcc", "buildah"], () => {
	const folder = workshop();
	const store = ["--root", join(folder, "store"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];
	const buildah = (...parameters: readonly string[]) => run("buildah", [...store, ...parameters], folder).trim();
	written(folder, "own.c", LIBRARY);
	written(folder, "app.c", PROGRAM);
	run("mkdir", ["-p", "tree/bin", "tree/lib"], folder);
	run("gcc", ["-shared", "-fPIC", "own.c", "-o", "tree/lib/libown.so"], folder);
	const flags = ["-Ltree/lib", "-lown", "-Wl,-rpath,$ORIGIN/../lib"];
	run("gcc", ["app.c", ...flags, "-o", "tree/bin/app"], folder);

	test("brings the folders that the program's search path names", () => {
		expect(stageOf("tree/bin/app", folder)).toBe(
			'FROM busybox:glibc\nCOPY --chmod=755 tree /app/\nUSER 65532:65532\nENTRYPOINT ["/app/bin/app"]\n',
		);
	});

	test("names the context where the program is not below this folder", () => {
		const [context, ...stage] = stageOf("./app", join(folder, "tree/bin")).split("\n");
		expect(context).toBe(`# with ${join(folder, "tree")} as the build's context`);
		expect(stage).toContain("COPY --chmod=755 . /app/");
	});

	test("is not printed for what nobody starts", () => {
		expect(stageOf("tree/lib/libown.so", folder)).toBe("");
	});

	describe.each<Base>(glibcBases("busybox:1.38.0-glibc"))("on $name", (base) => {
		test("starts the program", { timeout: 120_000 }, () => {
			writeFileSync(join(folder, "Dockerfile.base"), "FROM scratch\nCOPY . /\n");
			const name = "docker.io/library/busybox:glibc";
			buildah("bud", "-q", "--isolation", "chroot", "-t", name, "-f", join(folder, "Dockerfile.base"), base.root);
			const stage = stageOf("tree/bin/app", folder).replace("FROM busybox:glibc", `FROM ${name}`);
			writeFileSync(join(folder, "Dockerfile"), stage);
			const image = buildah("bud", "-q", "--pull=never", "--isolation", "chroot", "-f", "Dockerfile", ".");
			const root = buildah("mount", buildah("from", "--pull=never", image));
			const entry = buildah("inspect", "--type", "image", "-f", "{{index .OCIv1.Config.Entrypoint 0}}", image);
			expect(startedThere(entry, { ...base, root })).toMatchObject({ status: 0, stdout: "started 42\n" });
		});
	});
});
