import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { inspect } from "../../src/inspect.ts";
import type { SubjectReport } from "../../src/verdict/report.ts";
import { debianMusl, obstacle, runner } from "../loader/support/tools.ts";
import { lacking, skippedLoudly } from "../skipped-loudly.ts";

const isSkipped = skippedLoudly("images that podman saves", lacking(["buildah", "podman"], true) ?? obstacle());

const folder = mkdtempSync(join(tmpdir(), "elfspect-saved-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const store = ["--root", join(folder, "store"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];

function run(command: string, parameters: readonly string[]): void {
	execFileSync(command, parameters, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}

/** A final stage with nothing but musl in it, and a program that gcc built for this machine's glibc. */
function rootWith(name: string, flags: readonly string[]): string {
	const root = join(folder, name);
	mkdirSync(join(root, "rootfs/lib"), { recursive: true });
	mkdirSync(join(root, "rootfs/usr/bin"), { recursive: true });
	cpSync(debianMusl, join(root, "rootfs/lib/ld-musl-x86_64.so.1"), { dereference: true });
	writeFileSync(join(folder, "app.c"), "int main(void) { return 42; }\n");
	run("gcc", [...flags, "app.c", "-o", join(root, "rootfs/usr/bin/app")]);
	writeFileSync(join(root, "Dockerfile"), 'FROM scratch\nCOPY rootfs /\nENTRYPOINT ["app"]\n');
	return root;
}

function saved(root: string, name: string): string {
	const archive = join(folder, `${name}.tar`);
	run("buildah", [...store, "bud", "-q", "--isolation", "chroot", "-t", `localhost/${name}`, root]);
	run("podman", [...store, "save", "-q", "-o", archive, `localhost/${name}`]);
	return archive;
}

async function judged(archive: string): Promise<readonly SubjectReport[]> {
	return (await inspect({ subjects: [archive], targets: ["self"] })).subjects;
}

function reality(root: string): string {
	const { status, stdout } = spawnSync(runner(), [join(root, "rootfs"), "/", "/usr/bin/app"], { encoding: "utf8" });
	return status === 42 ? "starts" : stdout.trim();
}

const ENOENT = "execve 2";

describe.skipIf(isSkipped)("an image with musl that podman saved", () => {
	test("does not start a program for glibc, in the runtime's words, entrypoint first", {
		timeout: 120_000,
	}, async () => {
		const root = rootWith("dynamic", []);
		const [entrypoint] = await judged(saved(root, "dynamic"));
		expect(entrypoint).toMatchObject({
			path: "/usr/bin/app",
			role: "entrypoint",
			results: [{ target: "self", verdict: "fails", message: "exec /usr/bin/app: no such file or directory" }],
		});
		expect(entrypoint?.results[0]?.findings[0]?.message).toContain("which the image itself does not have");
		expect(reality(root)).toBe(ENOENT);
	});

	test("starts the same program built static", { timeout: 120_000 }, async () => {
		const root = rootWith("static", ["-static"]);
		const [entrypoint] = await judged(saved(root, "static"));
		expect(entrypoint).toMatchObject({ path: "/usr/bin/app", role: "entrypoint", results: [{ verdict: "runs" }] });
		expect(reality(root)).toBe("starts");
	});
});
