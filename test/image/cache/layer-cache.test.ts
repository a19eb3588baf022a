import {
	chmodSync,
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { FORM, layerCache } from "../../../src/image/cache/layer-cache.ts";
import { seal } from "../../../src/image/cache/layer-file.ts";
import type { StoredLayer } from "../../../src/image/cache/stored-layer.ts";
import type { StreamedFile } from "../../../src/image/examiner.ts";
import { openInput } from "../../../src/source/open-input.ts";
import type { OpenedInput } from "../../../src/source/opened-input.ts";
import { VERSION } from "../../../src/version.ts";
import { layeredListing } from "../../source/tree-listing.ts";

const archive = join(import.meta.dirname, "../../source/archives", "podman-oci.tar");
const scratch = mkdtempSync(join(tmpdir(), "elfspect-cache-"));
afterAll(() => rmSync(scratch, { recursive: true }));

async function scan(cache: string | undefined, seen: string[], file = archive): Promise<OpenedInput> {
	const examine = ({ path }: StreamedFile): unknown => {
		seen.push(path);
		return { was: path };
	};
	const [input] = await openInput(file, { examine, isExamined: () => true, ...(cache === undefined ? {} : { cache }) });
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
	const cache = layerCache(join(scratch, "proof"), { isExamined: () => true });
	cache.prove("file in a state", "sha256:1");
	expect(cache.isProven("file in a state", "sha256:1")).toBe(true);
	expect(cache.isProven("file in a state", "sha256:2")).toBe(false);
	expect(cache.isProven("file in another state", "sha256:1")).toBe(false);
});

describe("what nobody may believe", () => {
	const digests = ["a", "b"].map((letter) => `sha256:${letter.repeat(64)}`);
	const [right = "", other = ""] = digests;
	const layer: StoredLayer = {
		log: Buffer.from("log"),
		files: [null, { ranges: [{ offset: 1, length: 2 }], data: Buffer.from("xy"), deflated: false }],
		examined: [[1, "seen"]],
		diagnostics: [{ severity: "warning", message: "odd", path: "/a" }],
	};
	const options = { isExamined: (value: unknown) => value === "seen" };

	/** A cache of one layer, and its file. */
	function stored(name: string, key?: string) {
		const folder = join(scratch, `unbelieved-${name}`);
		const cache = layerCache(folder, { ...options, key });
		expect(cache.put(right, layer)).toBeUndefined();
		const [file = ""] = readdirSync(folder).filter((each) => each.endsWith(".layer"));
		return { folder, cache, file: join(folder, file) };
	}

	test("a layer comes back as it was", () => {
		expect(stored("back").cache.get(right)).toEqual(layer);
	});

	test("another layer's file under this one's name is a miss", () => {
		const { folder, cache, file } = stored("moved");
		cache.put(other, { ...layer, log: Buffer.from("other") });
		const second = readdirSync(folder).find((name) => name.endsWith(".layer") && join(folder, name) !== file) ?? "";
		copyFileSync(join(folder, second), file);
		expect(cache.get(right)).toBeUndefined();
	});

	test("a file with any byte changed, and any part of it, is a miss", () => {
		const { cache, file } = stored("changed");
		const bytes = readFileSync(file);
		for (let at = 0; at < bytes.length; at += 1) {
			const damaged = Buffer.from(bytes);
			damaged[at] = (damaged[at] ?? 0) ^ 1;
			writeFileSync(file, damaged);
			expect(cache.get(right), `byte ${at}`).toBeUndefined();
			writeFileSync(file, bytes.subarray(0, at));
			expect(cache.get(right), `the first ${at}`).toBeUndefined();
		}
	});

	test("a sealed file of another shape is a miss", () => {
		const { cache, file } = stored("shape");
		const sealOf = (header: string, data = "") => {
			const length = Buffer.alloc(4);
			length.writeUInt32LE(header.length);
			const payload = Buffer.concat([length, Buffer.from(header), Buffer.from(data)]);
			const purpose = `${FORM} ${VERSION} ${right}`;
			return Buffer.concat([Buffer.from("elfspect layer\n"), seal(purpose, payload, undefined), payload]);
		};
		const fine = '{"logBytes":0,"files":[],"examined":[],"diagnostics":[]}';
		writeFileSync(file, sealOf(fine));
		expect(cache.get(right)).toBeDefined();
		for (const [header, data] of [
			["{", ""],
			["[".repeat(200_000), ""],
			[fine.replace("0", "9e9"), ""],
			[fine.replace("0", "-1"), ""],
			[fine, "left over"],
			[fine.replace('"files":[]', '"files":[{"ranges":[[0,"1"]],"bytes":0,"deflated":false}]'), ""],
			[fine.replace('"files":[]', '"files":[{"ranges":[],"bytes":5,"deflated":false}]'), "xy"],
			[fine.replace('"examined":[]', '"examined":[[7,"seen"]]'), ""],
			[fine.replace('"files":[],"examined":[]', '"files":[null],"examined":[[0,{"kind":"elf"}]]'), ""],
			[fine.replace('"diagnostics":[]', '"diagnostics":[{"message":1}]'), ""],
		] as const) {
			writeFileSync(file, sealOf(header, data));
			expect(cache.get(right), header.slice(0, 100)).toBeUndefined();
		}
	});

	test("with a key, what was written without it or with another is a miss", () => {
		const { folder, cache } = stored("key", "secret");
		expect(cache.get(right)).toEqual(layer);
		for (const key of [undefined, "", "guess"]) {
			expect(layerCache(folder, { ...options, key }).get(right)).toBeUndefined();
		}
		cache.prove("identity", right);
		expect(layerCache(folder, { ...options, key: "guess" }).isProven("identity", right)).toBe(false);
		expect(cache.isProven("identity", right)).toBe(true);
	});

	test("a proof of one identity is none of another, and a link is none at all", () => {
		const { folder, cache } = stored("proofs");
		cache.prove("one", right);
		const [name = ""] = readdirSync(folder).filter((each) => each.endsWith(".proof"));
		const text = readFileSync(join(folder, name));
		cache.prove("two", other);
		const second = readdirSync(folder).find((each) => each.endsWith(".proof") && each !== name) ?? "";
		writeFileSync(join(folder, second), text);
		expect(cache.isProven("two", right)).toBe(false);
		rmSync(join(folder, second));
		symlinkSync(join(folder, name), join(folder, second));
		expect(cache.isProven("two", right)).toBe(false);
	});

	test("a folder in which others may write is neither read nor written", () => {
		const { folder, cache } = stored("shared");
		chmodSync(folder, 0o777);
		expect(cache.get(right)).toBeUndefined();
		expect(cache.put(right, layer)).toContain("others may write in it");
		chmodSync(folder, 0o700);
		expect(cache.get(right)).toEqual(layer);
	});
});
