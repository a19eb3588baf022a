import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runInspect } from "../../cli/run-inspect.ts";
import { lacking, skippedLoudly } from "../../skipped-loudly.ts";

const folder = mkdtempSync(join(tmpdir(), "elfspect-distribution-"));
const archive = "test/source/archives/docker-25.tar";
let server: ChildProcess | undefined;
let host = "";

async function freePort(): Promise<number> {
	const probe = createServer();
	await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", () => resolve()));
	const address = probe.address();
	await new Promise<void>((resolve) => probe.close(() => resolve()));
	if (address === null || typeof address === "string") throw new Error("no port");
	return address.port;
}

describe.skipIf(skippedLoudly("Debian's docker-registry", lacking(["docker-registry", "skopeo"])))(
	"Debian's docker-registry",
	() => {
		beforeAll(async () => {
			host = `127.0.0.1:${await freePort()}`;
			const configuration = join(folder, "config.yml");
			const settings = {
				version: 0.1,
				storage: { filesystem: { rootdirectory: join(folder, "data") } },
				http: { addr: host },
			};
			writeFileSync(configuration, JSON.stringify(settings));
			server = spawn("docker-registry", ["serve", configuration], { stdio: "ignore" });
			const copy = [
				"--insecure-policy",
				"copy",
				"--quiet",
				"--retry-times",
				"5",
				"--dest-tls-verify=false",
				`docker-archive:${archive}`,
			];
			await retried(() => execFileSync("skopeo", [...copy, `docker://${host}/tools/app:1`], { stdio: "ignore" }));
		}, 60_000);
		afterAll(() => {
			server?.kill();
			rmSync(folder, { recursive: true, force: true });
		});

		test("says of an image what `docker save` of it says", () => {
			const options = ["--target", "self,alpine:3.20", "--format", "json"];
			const saved = runInspect([archive, ...options]);
			const served = runInspect([`registry:${host}/tools/app:1`, ...options]);
			expect(served.status).toBe(saved.status);
			const alike = served.stdout.replaceAll(`registry:${host}/tools/app:1`, archive);
			expect(alike).toBe(saved.stdout);
		});

		test("is a base, too, and can be made a profile", () => {
			const base = `registry:${host}/tools/app:1`;
			const judged = runInspect(["fixtures-bin/x86_64-musl/hello-static", "--target", base]);
			expect([judged.status, judged.stderr]).toEqual([0, ""]);
			expect(runInspect(["profile", base, "-o", join(folder, "base.target")]).status).toBe(0);
		});

		test("a tag that is not there is one line", () => {
			const { status, stderr, stdout } = runInspect([`registry:${host}/tools/app:2`]);
			expect([status, stdout]).toEqual([2, ""]);
			expect(stderr).toMatch(/^elfspect: .*tools\/app: registry: it has no 2\n$/);
		});
	},
);

/** Until the server listens. */
async function retried(attempt: () => void): Promise<void> {
	for (let tries = 0; ; tries += 1) {
		try {
			return attempt();
		} catch (error) {
			if (tries === 40) throw error;
			await new Promise((resolve) => setTimeout(resolve, 250));
		}
	}
}
