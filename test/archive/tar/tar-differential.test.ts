import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { extract } from "tar-stream";
import { expect, test } from "vitest";
import { defaultLimits } from "../../../src/archive/limits.ts";
import type { TarEntry } from "../../../src/archive/tar/tar-entry.ts";
import { TarStreamReader } from "../../../src/archive/tar/tar-stream-reader.ts";
import { passed, testContext, walked } from "../../image/tar-reading.ts";
import { layeredListing } from "../../source/tree-listing.ts";
import { paxRecord, type RawEntry, rawTar } from "./tar-writer.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures-bin");
const programs = ["x86_64-glibc/hello", "x86_64-musl/hello", "s390x-glibc/hello", "i386-glibc/hello"].map((name) =>
	readFileSync(join(fixtures, name)),
);

const someName = fc.constantFrom(
	"a",
	"b",
	"lib",
	"c.so",
	".wh.a",
	".wh.lib",
	".wh..wh..opq",
	"..",
	".",
	"ü",
	"n".repeat(99),
);
const somePath = fc.array(someName, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
const someData = fc.oneof(
	fc.constant(""),
	fc.string({ maxLength: 30 }),
	fc.nat({ max: 20_000 }).map((length) => `#!/bin/sh -e\n${"x".repeat(length)}`),
	fc.constantFrom(...programs),
	fc.tuple(fc.constantFrom(...programs), fc.nat({ max: 3000 })).map(([program, length]) => program.subarray(0, length)),
	fc.constant(Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(600)])),
);
const someEntry: fc.Arbitrary<RawEntry[]> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc
			.record({
				name: somePath,
				data: someData,
				mode: fc.constantFrom(0o644, 0o755, 0o4755),
				owner: fc.constantFrom("0:0", "7:9", "1000:0"),
			})
			.map((entry) => [entry]),
	},
	fc.record({ name: somePath, type: fc.constantFrom("5", "3", "6") }).map((entry) => [entry]),
	fc.record({ name: somePath, type: fc.constantFrom("1", "2"), link: somePath }).map((entry) => [entry]),
	fc.tuple(somePath, someData).map(([path, data]) => [
		{ name: "PaxHeader", type: "x", data: Buffer.concat([paxRecord("comment", "x"), paxRecord("path", path)]) },
		{ name: "short", data },
	]),
	fc.tuple(somePath, someData).map(([path, data]) => [
		{ name: "LongLink", type: "L", data: `${path}\0` },
		{ name: "short", data },
	]),
);
const someLayer = fc.array(someEntry, { maxLength: 12 }).map((entries) => entries.flat());

test("any layers give the same tree walked by headers and passing in chunks of any size", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(someLayer, { minLength: 1, maxLength: 3 }),
			fc.integer({ min: 1, max: 5000 }),
			async (layers, chunk) => {
				const bytes = layers.map((entries) => rawTar(entries));
				const [one, two] = [testContext(), testContext()];
				const tree = walked(bytes, one);
				expect(layeredListing(await passed(bytes, two, true, chunk))).toEqual(layeredListing(tree));
				const messages = (context: typeof one) =>
					context.diagnostics.list.map(({ message, path }) => `${path} ${message}`).sort();
				expect(messages(two)).toEqual(messages(one));
			},
		),
		{ numRuns: 250 },
	);
});

test("entries are the ones that tar-stream sees", async () => {
	await fc.assert(
		fc.asyncProperty(someLayer, async (layer) => {
			const bytes = rawTar(layer);
			expect(ours(bytes)).toEqual(await theirs(bytes));
		}),
		{ numRuns: 200 },
	);
});

type Seen = readonly [path: string, kind: string, target: string, data: string];

function ours(bytes: Buffer): Seen[] {
	const seen: Seen[] = [];
	const reader = new TarStreamReader("test", defaultLimits, (entry: TarEntry) => {
		const parts: Buffer[] = [];
		return {
			data: (chunk) => parts.push(Buffer.from(chunk)),
			end: () => seen.push([entry.path, entry.kind, entry.target, Buffer.concat(parts).toString("base64")]),
		};
	});
	reader.write(bytes);
	reader.close();
	return seen;
}

async function theirs(bytes: Buffer): Promise<Seen[]> {
	const seen: Seen[] = [];
	const reader = extract();
	reader.end(bytes);
	for await (const entry of reader) {
		const parts: Buffer[] = [];
		for await (const chunk of entry) if (Buffer.isBuffer(chunk)) parts.push(chunk);
		const { name, type, linkname } = entry.header;
		const kind = type === "character-device" || type === "fifo" ? "special" : `${type}`;
		const target = kind === "link" || kind === "symlink" ? (linkname ?? "") : "";
		seen.push([name, kind, target, Buffer.concat(parts).toString("base64")]);
	}
	return seen;
}
