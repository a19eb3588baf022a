import {
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { layerCache } from "../../../src/image/cache/layer-cache.ts";
import type { StreamedFile } from "../../../src/image/examiner.ts";
import { openInput } from "../../../src/source/open-input.ts";
import type { OpenedInput } from "../../../src/source/opened-input.ts";
import { layeredListing } from "../../source/tree-listing.ts";

const archive = join(import.meta.dirname, "../../source/archives", "podman-oci.tar");
const scratch = mkdtempSync(join(tmpdir(), "elfspect-cache-"));
afterAll(() => rmSync(scratch, { recursive: true }));

async function scan(cache: string | undefined, seen: string[], file = archive): Promise<OpenedInput> {
	const examine = ({ path }: StreamedFile): unknown => {
		seen.push(path);
		return { was: path };
	};
	const [input] = await openInput(file, { examine, ...(cache === undefined ? {} : { cache }) });
	if (input === undefined) throw new Error("nothing was opened");
	return input;
}

test("a second scan takes every layer from the cache, and is the same", async () => {
	const cache = join(scratch, "same");
	const [first, second]: string[][] = [[], []];
	const fresh = await scan(cache, first ?? []);
	const again = await scan(cache, second ?? []);
	expect(first).toContain("/app/program");
	expect(second).toEqual([]);
	expect(layeredListing(again)).toEqual(layeredListing(fresh));
	expect(again.examined("/app/program")).toEqual({ was: "/app/program" });
	expect(readdirSync(cache).filter((name) => name.endsWith(".layer"))).toHaveLength(2);
});

test("what a killed process left half written is swept out after a day, and left alone before", async () => {
	const cache = join(scratch, "swept");
	mkdirSync(cache);
	const day = 24 * 60 * 60;
	for (const [name, age] of [
		["old.layer.12.part", 2 * day],
		["new.layer.13.part", 60],
		["not-ours.part", 9 * day],
	] as const) {
		writeFileSync(join(cache, name), "half");
		utimesSync(join(cache, name), Date.now() / 1000 - age, Date.now() / 1000 - age);
	}
	await scan(cache, []);
	const left = readdirSync(cache).filter((name) => name.endsWith(".part"));
	expect(left).toEqual(["new.layer.13.part", "not-ours.part"]);
});

test("nothing is written without a cache folder", async () => {
	const seen: string[] = [];
	await scan(undefined, seen);
	await scan(undefined, seen);
	expect(seen.filter((path) => path === "/app/program")).toHaveLength(2);
});

test.each([
	["cut short", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
	["changed", (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 100), Buffer.of(1), bytes.subarray(101)])],
	["empty", () => Buffer.alloc(0)],
])("a cache file that is %s is read anew", async (how, damage) => {
	const cache = join(scratch, how);
	const expected = layeredListing(await scan(cache, []));
	for (const name of readdirSync(cache)) writeFileSync(join(cache, name), damage(readFileSync(join(cache, name))));
	const seen: string[] = [];
	expect(layeredListing(await scan(cache, seen))).toEqual(expected);
	expect(seen).toContain("/app/program");
});

test("a blob that only claims a known digest is read, and the claim is reported", async () => {
	const cache = join(scratch, "claims");
	await scan(cache, []);
	const bytes = readFileSync(archive);
	const gzip = bytes.indexOf(Buffer.from("1f8b08", "hex"));
	// The gzip header's time stamp: the contents stay, the digest does not.
	bytes[gzip + 4] = (bytes[gzip + 4] ?? 0) ^ 1;
	const forged = join(scratch, "forged.tar");
	writeFileSync(forged, bytes);
	const seen: string[] = [];
	const input = await scan(cache, seen, forged);
	expect(seen.length).toBeGreaterThan(0);
	expect(input.diagnostics.map(({ message }) => message).join()).toMatch(/digest does not match/);
});

test("a file that was hashed before is not hashed again, unless it has changed since", async () => {
	const cache = join(scratch, "proofs");
	const copy = join(scratch, "copy.tar");
	copyFileSync(archive, copy);
	await scan(cache, [], copy);
	const proofs = (): number => readdirSync(cache).filter((name) => name.endsWith(".proof")).length;
	expect(proofs()).toBe(0);
	vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
	try {
		await scan(cache, [], copy);
		expect(proofs()).toBeGreaterThan(0);
		const bytes = readFileSync(copy);
		const gzip = bytes.indexOf(Buffer.from("1f8b08", "hex"));
		writeFileSync(copy, bytes.fill((bytes[gzip + 4] ?? 0) ^ 1, gzip + 4, gzip + 5));
		const input = await scan(cache, [], copy);
		expect(input.diagnostics.map(({ message }) => message).join()).toMatch(/digest does not match/);
	} finally {
		vi.useRealTimers();
	}
});

test("a proof is one of a file in a state, and of one digest", () => {
	const cache = layerCache(join(scratch, "proof"));
	cache.prove("file in a state", "sha256:1");
	expect(cache.isProven("file in a state", "sha256:1")).toBe(true);
	expect(cache.isProven("file in a state", "sha256:2")).toBe(false);
	expect(cache.isProven("file in another state", "sha256:1")).toBe(false);
});
