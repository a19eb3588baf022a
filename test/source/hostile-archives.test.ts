import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/bytes/input-error.ts";
import type { OpenInputOptions } from "../../src/source/input-session.ts";
import { openInput } from "../../src/source/open-input.ts";
import { paxRecord, type RawEntry, rawTar } from "../archive/tar/tar-writer.ts";
import { passed, testContext, textAt, walked } from "../image/tar-reading.ts";
import { layeredListing, listing } from "./tree-listing.ts";

const scratch = mkdtempSync(join(tmpdir(), "elfspect-hostile-"));
afterAll(() => rmSync(scratch, { recursive: true }));

let files = 0;
function stored(bytes: Buffer | string): string {
	files += 1;
	const path = join(scratch, `${files}`);
	writeFileSync(path, bytes);
	return path;
}

const blob = (data: Buffer | string): RawEntry => ({ name: `blobs/sha256/${sha256(data)}`, data });
const sha256 = (data: Buffer | string): string => createHash("sha256").update(data).digest("hex");
const config = JSON.stringify({ os: "linux", architecture: "amd64", config: { Cmd: ["/a"] } });
const goodLayer = rawTar([{ name: "a", data: "good" }]);

/** A `docker save` archive with these layers. */
function dockerImage(
	layers: readonly (readonly [name: string, bytes: Buffer | undefined])[],
	settings = config,
): Buffer {
	const manifest = JSON.stringify([{ Config: "config.json", RepoTags: ["x:1"], Layers: layers.map(([name]) => name) }]);
	return rawTar([
		{ name: "config.json", data: settings },
		{ name: "manifest.json", data: manifest },
		...layers.flatMap(([name, data]) => (data === undefined ? [] : [{ name, data }])),
	]);
}

async function opened(bytes: Buffer | string, options: OpenInputOptions = {}) {
	const [input] = await openInput(stored(bytes), options);
	if (input === undefined) throw new Error("nothing was opened");
	const problems = input.diagnostics.map(({ message, path }) => `${path ?? ""} ${message}`).join("\n");
	return { input, problems, names: input.tree.list("/") };
}

/** Reads one layer both ways and gives the problems, which must agree. */
async function bothWays(entries: readonly RawEntry[], limits = {}) {
	const bytes = rawTar(entries);
	const [one, two] = [testContext(limits), testContext(limits)];
	const tree = walked([bytes], one);
	expect(listing(await passed([bytes], two))).toEqual(listing(tree));
	expect(two.diagnostics.list.map(({ message }) => message)).toEqual(
		one.diagnostics.list.map(({ message }) => message),
	);
	return { tree, problems: one.diagnostics.list.map(({ message }) => message) };
}

describe("names and links", () => {
	test("names that lead out of the root are ignored and reported; absolute ones are inside", async () => {
		const { tree, problems } = await bothWays([
			{ name: "../../etc/passwd", data: "x" },
			{ name: "a/../../b", data: "x" },
			{ name: "/etc/absolute", data: "in" },
			{ name: "a/../c", data: "in" },
			{ name: "hard", type: "1", link: "../../etc/passwd" },
		]);
		expect([...tree.namesIn("/")].sort()).toEqual(["c", "etc"]);
		expect(textAt(tree, "/etc/absolute")).toBe("in");
		expect(problems).toHaveLength(3);
	});

	test("symlinks never leave the root, loops end", async () => {
		const { tree } = await bothWays([
			{ name: "out", type: "2", link: "../../../../etc/passwd" },
			{ name: "abs", type: "2", link: "/etc/passwd" },
			{ name: "loop", type: "2", link: "loop" },
			{ name: "one", type: "2", link: "two" },
			{ name: "two", type: "2", link: "one/x" },
			{ name: "self", type: "2", link: "." },
			{ name: "loop/inside", data: "x" },
			{ name: "one/deep", data: "x" },
		]);
		expect(textAt(tree, "/out")).toBe("ENOENT");
		expect(textAt(tree, "/abs")).toBe("ENOENT");
		expect(textAt(tree, `${"/self".repeat(41)}`)).toBe("ELOOP");
		expect(textAt(tree, "/loop/inside")).toBe("x");
	});

	test("devices are there and hold nothing", async () => {
		const { tree } = await bothWays([
			{ name: "null", type: "3" },
			{ name: "disk", type: "4" },
			{ name: "pipe", type: "6" },
		]);
		expect(textAt(tree, "/null")).toBe("special");
	});

	test("a path of 10,000 folders", async () => {
		const deep = "d/".repeat(10_000);
		const { tree, problems } = await bothWays([
			{ name: "x", type: "x", data: paxRecord("path", `${deep}file`) },
			{ name: "short", data: "x" },
			{ name: "x", type: "x", data: paxRecord("path", `${deep}.wh.file`) },
			{ name: "short", data: "" },
			{ name: "after", data: "y" },
		]);
		expect(problems).toEqual([]);
		expect([...tree.walk()]).toHaveLength(10_002);
		expect(textAt(tree, `/${deep}file`)).toBe("ENAMETOOLONG");
		expect(textAt(tree, "/after")).toBe("y");
	});

	test("entry types that nobody unpacks", async () => {
		const { problems, tree } = await bothWays([
			{ name: "volume", type: "V" },
			{ name: "unknown", type: "Z", data: "x" },
			{ name: "a", data: "x" },
		]);
		expect(problems).toHaveLength(2);
		expect([...tree.namesIn("/")]).toEqual(["a"]);
	});
});

describe("sizes and limits", () => {
	const size = (first: number, last: number): Buffer =>
		Buffer.from([first, ...Array(7).fill(first === 0xff ? 0xff : 0), 0, 0, last, 0]);

	test.each([
		["a size past the end", { size: 0o7777777777 }, /truncated|ends after/],
		["a negative size", { size: size(0xff, 1) }, /size is not a number of bytes/],
		["a size beyond all files", { size: Buffer.alloc(12, 0x7f).fill(0x80, 0, 1) }, /size is not a number of bytes/],
		["a size that is no number", { size: Buffer.from("zzzzzzzzzzz\0") }, /size is not a number of bytes/],
	])("%s ends the layer; what came before stays", async (_what, entry, expected) => {
		const { tree, problems } = await bothWays([
			{ name: "before", data: "x" },
			{ name: "liar", data: "y", ...entry },
		]);
		expect(problems.join()).toMatch(expected);
		expect([...tree.namesIn("/")]).toEqual(["before"]);
	});

	test("a wrong checksum is named with its offset", async () => {
		const bytes = rawTar([
			{ name: "a", data: "x" },
			{ name: "b", data: "y" },
		]);
		bytes[1024] = 0x41;
		const context = testContext();
		expect([...walked([bytes], context).namesIn("/")]).toEqual(["a"]);
		expect(context.diagnostics.list[0]?.message).toBe("layer 0: tar header: the checksum is wrong (offset 0x400)");
	});

	test.each([
		["entries", { entries: 10 }],
		["nameBytes", { nameBytes: 40 }],
	])("more than the limit %s: the rest is not read", async (limit, limits) => {
		const many = Array.from({ length: 100 }, (_, index) => ({ name: `file-${index}` }));
		const { problems } = await bothWays(many, limits);
		expect(problems.join()).toMatch(new RegExp(`limit ${limit}`));
	});

	test.each(["x", "L", "K"])("metadata of type %s longer than the limit", async (type) => {
		const { problems } = await bothWays(
			[{ name: "m", type, data: paxRecord("path", "n".repeat(5000)) }, { name: "a" }],
			{
				tarMetadataBytes: 4096,
			},
		);
		expect(problems.join()).toMatch(/limit tarMetadataBytes/);
	});

	test("PAX records that lie about their length", async () => {
		for (const data of ["-5 a=b\n", "0 a=b\n", "99 a=b\n", "7 path\n", "x", "6 =bb\n", "1e1 a=bcd\n"]) {
			const { problems } = await bothWays([{ name: "x", type: "x", data }, { name: "a" }]);
			expect(problems.join(), data).toMatch(/LENGTH KEY=VALUE/);
		}
	});

	test("sparse maps that lie give a file that cannot be read", async () => {
		const maps = ["5,10", "0,9999999", "0,4,2,2", "9,-1", "a,b", "0"];
		for (const map of maps) {
			const pax = Buffer.concat([paxRecord("GNU.sparse.map", map), paxRecord("GNU.sparse.size", "8")]);
			const { tree } = await bothWays([
				{ name: "x", type: "x", data: pax },
				{ name: "s", data: "abcd" },
			]);
			const entry = tree.entryAt("/s");
			expect(entry?.type === "file" ? entry.content().kind : entry?.type, map).toMatch(/malformed-elf|other/);
		}
	});

	test("a sparse file that claims to be huge costs nothing", async () => {
		const pax = Buffer.concat([paxRecord("GNU.sparse.map", "0,4"), paxRecord("GNU.sparse.size", "68719476735")]);
		const { tree, problems } = await bothWays([
			{ name: "x", type: "x", data: pax },
			{ name: "etc/os-release", data: "abcd" },
			{ name: "x", type: "x", data: pax },
			{ name: "elf", data: "\x7fELF" },
		]);
		expect(problems).toEqual([]);
		expect(tree.entryAt("/elf")).toMatchObject({ sizeBytes: 68719476735 });
	});

	test("a gzip bomb is stopped by its ratio", async () => {
		const bomb = gzipSync(rawTar([{ name: "zeros", data: Buffer.alloc(8 << 20) }]));
		const { problems } = await opened(
			dockerImage([
				["0.tar", bomb],
				["1.tar", goodLayer],
			]),
			{
				limits: { inflationFloor: 1 << 20, inflationRatio: 100 },
			},
		);
		expect(problems).toMatch(/0\.tar: compressed stream: it unpacks to \d+ bytes out of \d+ \(limit inflationRatio\)/);
		await expect(openInput(stored(bomb), { limits: { inflationFloor: 1 << 20, inflationRatio: 100 } })).rejects.toThrow(
			/inflationRatio/,
		);
	});

	test("a zstd frame that asks for a huge window is refused", async () => {
		// Magic, no single segment, window descriptor 0xb8: 2^33 bytes.
		const frame = Buffer.concat([Buffer.from("28b52ffd00b8", "hex"), Buffer.alloc(64)]);
		const { problems } = await opened(dockerImage([["0.tar", frame]]));
		expect(problems).toMatch(/limit windowBytes/);
	});
});

describe("manifests", () => {
	test("layers that are missing, no tar, cut short or outside: named, and the others count", async () => {
		const { problems, names } = await opened(
			dockerImage([
				["missing.tar", undefined],
				["../../../etc/passwd", undefined],
				["text.tar", Buffer.from("this is no tar ".repeat(100))],
				["cut.tar", goodLayer.subarray(0, 514)],
				["cut.tar.gz", gzipSync(goodLayer).subarray(0, 40)],
				["good.tar", goodLayer],
			]),
		);
		expect(names).toEqual(["a"]);
		expect(problems.split("\n")).toHaveLength(5);
		expect(problems).toMatch(/it names "missing.tar", which is not in it/);
		expect(problems).toMatch(/it names "..\/..\/..\/etc\/passwd", which is not in it/);
		expect(problems).toMatch(/text\.tar: tar header: the checksum is wrong \(offset 0x0\)/);
		expect(problems).toMatch(/cut\.tar: tar entry|cut\.tar: tar header/);
		expect(problems).toMatch(/cut\.tar\.gz: gzip stream: unexpected end of file/);
	});

	test("a digest that does not match is reported", async () => {
		const layer = gzipSync(goodLayer);
		const { problems, names } = await opened(dockerImage([[`blobs/sha256/${"0".repeat(64)}`, layer]]));
		expect(problems).toMatch(/the digest does not match: it is sha256:[0-9a-f]{64}, the manifest says sha256:0000/);
		expect(names).toEqual(["a"]);
	});

	test.each([
		["no JSON", "{", /manifest\.json: JSON/],
		["another manifest.json", '{"name":"web app"}', undefined],
		["a list of something else", "[1,2]", undefined],
	])("%s", async (_what, manifest, expected) => {
		const bytes = rawTar([
			{ name: "manifest.json", data: manifest },
			{ name: "bin/sh", data: "x" },
		]);
		if (expected !== undefined) await expect(openInput(stored(bytes))).rejects.toThrow(expected);
		else expect((await opened(bytes)).input.form).toBe("rootfs");
	});

	test("a huge manifest is refused by name", async () => {
		const bytes = dockerImage([["good.tar", goodLayer]], `{"os":"linux","x":"${"y".repeat(10_000)}"}`);
		await expect(openInput(stored(bytes), { limits: { jsonBytes: 5000 } })).rejects.toThrow(
			/config\.json: JSON: \d+ bytes \(limit jsonBytes\)/,
		);
	});

	test("indexes that lead to each other end", async () => {
		// A digest cannot hold itself, but a file can lie about its own.
		const lie = "f".repeat(64);
		const index = JSON.stringify({ manifests: [{ digest: `sha256:${lie}` }, { digest: `sha256:${lie}` }] });
		const bytes = rawTar([
			{ name: "index.json", data: index },
			{ name: "oci-layout", data: "{}" },
			{ name: `blobs/sha256/${lie}`, data: index },
		]);
		await expect(openInput(stored(bytes))).rejects.toThrow(/leads to itself/);
	});

	test("indexes that fan out end", async () => {
		const blobs: RawEntry[] = [];
		let below = `{"manifests":[]}`;
		for (let depth = 0; depth < 3; depth += 1) {
			blobs.push(blob(below));
			below = JSON.stringify({ manifests: Array(60).fill({ digest: `sha256:${sha256(below)}` }) });
		}
		const bytes = rawTar([{ name: "index.json", data: below }, ...blobs]);
		await expect(openInput(stored(bytes))).rejects.toThrow(/limit images/);
	});

	test.each(["sha256:../../../../etc/passwd", "sha256:", "x", "md5:aa/../../b"])(
		"the digest %s is no path",
		async (digest) => {
			const bytes = rawTar([{ name: "index.json", data: JSON.stringify({ manifests: [{ digest }] }) }]);
			await expect(openInput(stored(bytes))).rejects.toThrow(/is no digest/);
		},
	);

	test("images of other systems get a clear answer", async () => {
		const windows = JSON.stringify({ os: "windows", architecture: "amd64" });
		await expect(openInput(stored(dockerImage([["good.tar", goodLayer]], windows)))).rejects.toThrow(
			/the image is for windows\/amd64; only images for Linux can be judged/,
		);
	});
});

describe("an archive in a stream is the archive in a file", () => {
	const upper = rawTar([{ name: "b", data: "upper" }]);

	test.each<[string, readonly (readonly [string, Buffer | undefined])[]]>([
		[
			"a member twice, the second one no layer",
			[
				["x.tar", goodLayer],
				["x.tar", Buffer.from("garbage".repeat(200))],
				["y.tar", upper],
			],
		],
		[
			"a member twice, both layers",
			[
				["x.tar", goodLayer],
				["x.tar", upper],
			],
		],
		[
			"a layer that is missing below others",
			[
				["none.tar", undefined],
				["y.tar", gzipSync(upper)],
			],
		],
		[
			"a layer that is no archive below others",
			[
				["text.tar", Buffer.from("text".repeat(500))],
				["y.tar", upper],
			],
		],
		[
			"an empty layer",
			[
				["empty.tar", Buffer.alloc(1024)],
				["y.tar", upper],
			],
		],
	])("%s", async (_what, layers) => {
		const bytes = dockerImage(layers);
		const [file, stream] = [(await opened(bytes)).input, (await opened(gzipSync(bytes))).input];
		expect(layeredListing(stream)).toEqual(layeredListing(file));
	});

	test("cut anywhere", async () => {
		const bytes = dockerImage([
			["x.tar", goodLayer],
			["y.tar", upper],
		]);
		for (let length = 512; length < bytes.length; length += 300) {
			const cut = bytes.subarray(0, length);
			const [file, stream] = await Promise.all([cut, gzipSync(cut)].map(outcome));
			expect(stream, `${length} bytes`).toEqual(file);
		}
	});
});

async function outcome(bytes: Buffer): Promise<unknown> {
	try {
		return layeredListing((await opened(bytes)).input);
	} catch (error) {
		return error instanceof InputError ? "refused" : error;
	}
}

describe("what is none of it", () => {
	test.each([
		["text", "hello world ".repeat(100), /its content is not an ELF file/],
		["an empty file", "", /its content is not/],
		["xz", Buffer.from("fd377a585a000004e6d6b446", "hex"), /xz-compressed.*xz -dc .* \| inspect -/],
		["bzip2", Buffer.from("425a683931415926535900", "hex"), /bzip2-compressed/],
		["gzip of no archive", gzipSync("hello ".repeat(200)), /its content is not/],
		["broken gzip", Buffer.from("1f8b0800000000000003ffffffff", "hex"), /gzip stream/],
	])("%s", async (_what, bytes, expected) => {
		await expect(openInput(stored(bytes))).rejects.toThrow(expected);
	});

	test("a path that is not there, a scheme that does not fit", async () => {
		await expect(openInput(join(scratch, "nowhere"))).rejects.toThrow(/no such file or directory/);
		await expect(openInput(`docker-archive:${stored(goodLayer)}`)).rejects.toThrow(/not what docker-archive: reads/);
		await expect(openInput(`dir:${stored(goodLayer)}`)).rejects.toThrow(/not what dir: reads/);
		await expect(openInput(`oci-dir:${scratch}`)).rejects.toThrow(/not what oci-dir: reads/);
		await expect(openInput(scratch, { platform: "linux/" })).rejects.toThrow(/not of the form/);
	});
});
