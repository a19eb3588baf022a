import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Finding } from "../../src/rules/finding.ts";
import { dockerfileStage } from "../../src/verdict/dockerfile-stage.ts";
import { lacking, skippedLoudly } from "../skipped-loudly.ts";

/** Says where it runs and what is there; needs nothing of the image but what the stage promises. */
const PROGRAM = `
#include <stdio.h>
#include <unistd.h>
static int there(const char *path) { FILE *file = fopen(path, "r"); return file != NULL; }
int main(void) {
	printf("certificates %d zones %d users %d uid %d\\n", there("/etc/ssl/certs/ca-certificates.crt"),
		there("/usr/share/zoneinfo/UTC"), there("/etc/passwd"), (int)getuid());
	return 0;
}`;

const isSkipped = skippedLoudly("building a stage", lacking(["buildah", "gcc", "chroot"], true));

const folder = mkdtempSync(join(tmpdir(), "elfspect-stage-"));
const store = ["--root", join(folder, "store"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, ...args: readonly string[]): string {
	const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", cwd: folder });
	if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
	return stdout.trim();
}

function buildah(command: string, ...args: readonly string[]): string {
	return run("buildah", ...store, command, ...args);
}

/** An image under the name from which the stage copies: only that image's data are needed. */
function standIn(): void {
	const data = join(folder, "data");
	for (const path of ["etc/ssl/certs", "usr/share/zoneinfo"]) mkdirSync(join(data, path), { recursive: true });
	writeFileSync(join(data, "etc/ssl/certs/ca-certificates.crt"), "certificate\n");
	writeFileSync(join(data, "usr/share/zoneinfo/UTC"), "TZif2");
	writeFileSync(join(data, "etc/passwd"), "root:x:0:0:root:/root:/sbin/nologin\n");
	writeFileSync(join(data, "etc/group"), "root:x:0:\n");
	writeFileSync(join(data, "Dockerfile"), "FROM scratch\nCOPY etc /etc\nCOPY usr /usr\n");
	buildah("bud", "-q", "--isolation", "chroot", "-t", "gcr.io/distroless/static-debian12", data);
}

/** Builds the stage and starts its program in its own root, as its own user. */
function builtAndStarted(rules: readonly string[]): string {
	const findings = rules.map((rule): Finding => ({ rule, severity: "info", message: "m", evidence: {}, remedies: [] }));
	const stage = dockerfileStage({ target: "scratch", source: "app", findings });
	writeFileSync(join(folder, "Dockerfile"), stage ?? "");
	const image = buildah("bud", "-q", "--pull=never", "--isolation", "chroot", folder);
	const root = buildah("mount", buildah("from", "--pull=never", image));
	const [user, entry] = buildah(
		"inspect",
		"--type",
		"image",
		"-f",
		"{{.OCIv1.Config.User}} {{index .OCIv1.Config.Entrypoint 0}}",
		image,
	).split(" ");
	return run("chroot", `--userspec=${user}`, root, entry ?? "");
}

describe.skipIf(isSkipped)("a stage that buildah builds", () => {
	test("starts the program without rights, with what it was found to lack", () => {
		writeFileSync(join(folder, "app.c"), PROGRAM);
		run("gcc", "-static", "-o", "app", "app.c");
		standIn();
		expect(builtAndStarted([])).toBe("certificates 0 zones 0 users 0 uid 65532");
		expect(builtAndStarted(["ca-certificates"])).toBe("certificates 1 zones 0 users 0 uid 65532");
		expect(builtAndStarted(["ca-certificates", "time-zones", "user-database"])).toBe(
			"certificates 1 zones 1 users 1 uid 65532",
		);
	});
});
