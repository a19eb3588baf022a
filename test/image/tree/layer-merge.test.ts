import { describe, expect, test } from "vitest";
import { paxRecord, type RawEntry, rawTar } from "../../archive/tar/tar-writer.ts";
import { layeredListing } from "../../source/tree-listing.ts";
import { passed, testContext, textAt, walked } from "../tar-reading.ts";

const file = (name: string, data: string): RawEntry => ({ name, data });
const folder = (name: string): RawEntry => ({ name, type: "5", mode: 0o755 });

/** Merges layers both ways, which must agree. */
async function merged(...layers: RawEntry[][]) {
	const bytes = layers.map((entries) => rawTar(entries));
	const context = testContext();
	const tree = walked(bytes, context);
	const streamed = testContext();
	expect(layeredListing(await passed(bytes, streamed))).toEqual(layeredListing(tree));
	expect(streamed.diagnostics.list).toEqual(context.diagnostics.list);
	return { tree, problems: context.diagnostics.list.map(({ message }) => message) };
}

describe("layers merge as the OCI image-spec says", () => {
	test("a whiteout hides what lower layers have, wherever it stands in its layer", async () => {
		const { tree } = await merged(
			[file("a/old", "1"), file("a/kept", "1"), file("b/x/y", "1")],
			[file("a/new", "2"), file(".wh.b", ""), file("a/.wh.old", ""), file("b/x/z", "2")],
		);
		expect(textAt(tree, "/a/old")).toBe("ENOENT");
		expect(textAt(tree, "/a/kept")).toBe("1");
		expect(textAt(tree, "/a/new")).toBe("2");
		expect(textAt(tree, "/b/x/y")).toBe("ENOENT");
		expect(textAt(tree, "/b/x/z")).toBe("2");
	});

	test("a whiteout does not hide its own layer's file of that name", async () => {
		const { tree } = await merged([file("a", "1")], [file("a", "2"), file(".wh.a", "")]);
		expect(textAt(tree, "/a")).toBe("2");
	});

	test("files and folders keep their owners, by number; of a folder named again the last one counts", async () => {
		const large = Buffer.concat([paxRecord("uid", "3000000"), paxRecord("gid", "7")]);
		const huge = (block: Buffer): void => {
			block.fill(0, 108, 116);
			block[108] = 0x80;
			block.writeUInt32BE(4_000_000_000, 112);
		};
		const { tree } = await merged(
			[
				{ ...folder("d"), owner: "5:6" },
				{ ...file("d/file", "1"), owner: "1000:50" },
				{ name: "d/again", type: "1", link: "d/file" },
				{ name: "x", type: "x", data: large },
				{ ...file("pax", "1"), owner: "1:1" },
				{ ...file("huge", "1"), patch: huge },
				{ ...file("none", "1"), patch: (block) => block.write("nobody!", 108) },
			],
			[{ ...folder("d"), owner: "7:0" }],
		);
		const owners = ["/d", "/d/file", "/d/again", "/pax", "/huge", "/none"].map((path) => {
			const entry = tree.entryAt(path);
			return entry?.type === "file" || entry?.type === "directory" ? entry.owner : undefined;
		});
		expect(owners).toEqual([
			{ uid: 7, gid: 0 },
			{ uid: 1000, gid: 50 },
			{ uid: 1000, gid: 50 },
			{ uid: 3_000_000, gid: 7 },
			{ uid: 4_000_000_000, gid: 0 },
			undefined,
		]);
	});

	test("an opaque folder shows only what its layer and those above bring", async () => {
		const { tree } = await merged(
			[file("d/low", "1"), file("d/sub/low", "1")],
			[file("d/new", "2"), file("d/sub/new", "2"), file("d/.wh..wh..opq", "")],
			[file("d/top", "3")],
		);
		expect([...tree.namesIn("/d")].sort()).toEqual(["new", "sub", "top"]);
		expect([...tree.namesIn("/d/sub")]).toEqual(["new"]);
	});

	test("folders and files replace each other, with all below", async () => {
		const { tree } = await merged(
			[file("x/inner", "1"), file("y", "1")],
			[file("x", "2"), file("y/inner", "2")],
			[folder("x"), file("x/again", "3")],
		);
		expect([...tree.namesIn("/x")]).toEqual(["again"]);
		expect(textAt(tree, "/y/inner")).toBe("2");
	});

	test("hard links are files of their own, and lead to the layer's or a lower file", async () => {
		const { tree, problems } = await merged(
			[file("lib/real", "1"), { name: "sl", type: "2", link: "lib" }],
			[
				{ name: "hard", type: "1", link: "./lib/real" },
				{ name: "through", type: "1", link: "sl/real" },
				{ name: "to-link", type: "1", link: "sl" },
				{ name: "to-nothing", type: "1", link: "nowhere" },
				{ name: "to-folder", type: "1", link: "lib" },
				file("lib/real", "2"),
			],
		);
		expect(textAt(tree, "/hard")).toBe("1");
		expect(textAt(tree, "/through")).toBe("1");
		expect(textAt(tree, "/lib/real")).toBe("2");
		expect(tree.entryAt("/to-link")).toEqual({ type: "symlink", target: "lib" });
		expect(problems).toHaveLength(2);
		expect(problems.join()).toMatch(/leads to \/nowhere, which is not there.*leads to \/lib, which is a folder/);
	});

	test("a folder on the way that is a symlink is followed inside the root", async () => {
		const { tree } = await merged(
			[
				folder("usr/lib"),
				{ name: "lib", type: "2", link: "usr/lib" },
				{ name: "out", type: "2", link: "../../../etc" },
				folder("etc"),
			],
			[file("lib/x", "1"), file("out/y", "1")],
		);
		expect(textAt(tree, "/usr/lib/x")).toBe("1");
		expect(textAt(tree, "/etc/y")).toBe("1");
		expect(tree.entryAt("/lib")?.type).toBe("symlink");
	});

	test("a folder entry replaces a symlink", async () => {
		const { tree } = await merged(
			[folder("a"), file("a/x", "1"), { name: "l", type: "2", link: "a" }],
			[folder("l"), file("l/y", "2")],
		);
		expect(tree.entryAt("/l")?.type).toBe("directory");
		expect([...tree.namesIn("/l")]).toEqual(["y"]);
	});

	test("the later of two entries of one path wins", async () => {
		const { tree } = await merged([file("a", "1"), file("./a", "2"), file("/a", "3")]);
		expect(textAt(tree, "/a")).toBe("3");
	});

	test("names of whiteouts are names in a root file system", () => {
		const tree = walked([rawTar([file("a", "1"), file(".wh.a", "")])], testContext(), false);
		expect([...tree.namesIn("/")].sort()).toEqual([".wh.a", "a"]);
	});
});

describe("headers of every dialect", () => {
	test("PAX, GNU and ustar names, and what wins", async () => {
		const long = "n".repeat(150);
		const { tree } = await merged([
			{ name: "PaxHeader", type: "x", data: paxRecord("path", `pax/${long}`) },
			file("short", "pax"),
			{ name: "././@LongLink", type: "L", data: `gnu/${long}\0` },
			file("short", "gnu"),
			{ name: "name", prefix: "some/prefix", data: "ustar" },
			{ name: "././@LongLink", type: "L", data: "winner\0" },
			{ name: "PaxHeader", type: "x", data: paxRecord("path", "loser") },
			file("short", "both"),
			{ name: "PaxGlobal", type: "g", data: paxRecord("path", "global") },
			file("plain", "plain"),
			{ name: "././@LongLink", type: "K", data: `${long}\0` },
			{ name: "link", type: "2", link: "short" },
		]);
		expect(textAt(tree, `/pax/${long}`)).toBe("pax");
		expect(textAt(tree, `/gnu/${long}`)).toBe("gnu");
		expect(textAt(tree, "/some/prefix/name")).toBe("ustar");
		expect(textAt(tree, "/winner")).toBe("both");
		expect(textAt(tree, "/plain")).toBe("plain");
		expect(tree.entryAt("/link")).toEqual({ type: "symlink", target: long });
	});

	test("sizes in base 256 and in PAX records", async () => {
		const base256 = Buffer.alloc(12);
		base256[0] = 0x80;
		base256[11] = 5;
		const { tree } = await merged([
			{ name: "binary", size: base256, data: "12345" },
			{ name: "PaxHeader", type: "x", data: paxRecord("size", "6") },
			{ name: "pax", size: 0, data: "123456" },
			file("after", "x"),
		]);
		expect(textAt(tree, "/binary")).toBe("12345");
		expect(textAt(tree, "/pax")).toBe("123456");
		expect(textAt(tree, "/after")).toBe("x");
	});

	test("version 7 has neither magic nor a type for folders; links have no data whatever they claim", async () => {
		const { tree } = await merged([
			{ name: "old/", type: "\0", magic: "" },
			{ name: "old/file", type: "\0", magic: "", data: "x" },
			{ name: "link", type: "1", link: "old/file", size: 1 },
			{ name: "device", type: "3" },
			file("last", "y"),
		]);
		expect(tree.entryAt("/old")?.type).toBe("directory");
		expect(textAt(tree, "/link")).toBe("x");
		expect(tree.entryAt("/device")?.type).toBe("special");
		expect(textAt(tree, "/last")).toBe("y");
	});

	test("names that are not UTF-8 stay apart", async () => {
		const { tree } = await merged([
			{ name: Buffer.from("a\xff", "latin1"), data: "1" },
			{ name: Buffer.from("a\xfe", "latin1"), data: "2" },
			{ name: "PaxHeader", type: "x", data: paxRecord("path", Buffer.from("b\xff", "latin1")) },
			file("x", "3"),
		]);
		expect([...tree.namesIn("/")].sort()).toEqual(["a\udcfe", "a\udcff", "b\udcff"]);
	});

	test("nothing behind the end is read", async () => {
		const bytes = Buffer.concat([rawTar([file("a", "1")]), Buffer.from("garbage".repeat(200))]);
		const context = testContext();
		expect([...walked([bytes], context).namesIn("/")]).toEqual(["a"]);
		expect([...(await passed([bytes], context)).namesIn("/")]).toEqual(["a"]);
		expect(context.diagnostics.list).toEqual([]);
	});
});

describe("files are links of one", () => {
	const identities = (tree: Awaited<ReturnType<typeof passed>>, paths: readonly string[]) =>
		paths.map((path) => {
			const entry = tree.entryAt(path);
			return entry?.type === "file" ? entry.identity : entry;
		});
	const script = (name: string): RawEntry => ({ name, mode: 0o755, data: `#!/bin/sh\n# ${name}\n` });

	test("where the archive says so, and never because nothing was kept of either", async () => {
		const bytes = rawTar([
			file("plain", "1"),
			file("other", "2"),
			script("script"),
			{ name: "link", type: "1", link: "script" },
		]);
		const [plain, other, one, link] = identities(await passed([bytes], testContext()), [
			"/plain",
			"/other",
			"/script",
			"/link",
		]);
		expect([plain, other]).toEqual([undefined, undefined]);
		expect(one).toBeDefined();
		expect(link).toBe(one);
	});
});
