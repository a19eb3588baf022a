import { expect, test } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { digestOf, layerTar } from "../../src/pack/layer-tar.ts";
import { memoryFile } from "../../src/tree/memory-tree.ts";

test("a file that got shorter meanwhile ends the image, by its name", async () => {
	const file = {
		...memoryFile("/app", Buffer.from("shorter")),
		sizeBytes: 100,
		bytes: () => memorySource("/app", Buffer.from("shorter")),
	};
	const entries = [{ path: "/app", entry: file, reason: "program" }];
	await expect(digestOf(layerTar(entries, 0))).rejects.toThrow("/app: file: it changed while it was read");
});

test("files of one inode are links of one", async () => {
	const file = { ...memoryFile("/a", Buffer.from("same")), identity: "1:2" };
	const entries = ["/a", "/b"].map((path) => ({ path, entry: file, reason: "program" }));
	const chunks: Buffer[] = [];
	for await (const chunk of layerTar(entries, 0)) chunks.push(chunk);
	const tar = Buffer.concat(chunks);
	// name, and behind the checksum the type: `1` is a hard link.
	expect([tar.toString("latin1", 1024, 1025), tar.toString("latin1", 1024 + 156, 1024 + 158)]).toEqual(["b", "1a"]);
});
