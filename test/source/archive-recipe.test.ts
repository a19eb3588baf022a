import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openInput } from "../../src/source/open-input.ts";
import { lacking, skippedLoudly } from "../skipped-loudly.ts";
import { listing } from "./tree-listing.ts";

const archives = join(import.meta.dirname, "archives");
const scratch = mkdtempSync(join(tmpdir(), "elfspect-recipe-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const tools = ["buildah", "podman", "skopeo", "umoci", "zstd"];
const compared = [
	"podman-docker.tar",
	"podman-oci.tar",
	"skopeo-oci.tar",
	"multi-platform.tar",
	"umoci.tar",
	"umoci-bundle.tar",
];
const isSkipped = skippedLoudly("archives fresh from the image tools", lacking(tools, true));

test.skipIf(isSkipped)(
	"archives fresh from the image tools read as the stored ones",
	{ timeout: 300_000 },
	async () => {
		const made = spawnSync("bash", [join(archives, "make.sh"), scratch], { encoding: "utf8" });
		expect(made.status, made.stderr).toBe(0);
		for (const name of compared) {
			const fresh = await openInput(join(scratch, name));
			const stored = await openInput(join(archives, name));
			expect(fresh.map(listing), name).toEqual(stored.map(listing));
		}
	},
);
