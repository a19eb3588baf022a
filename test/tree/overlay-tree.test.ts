import { expect, test } from "vitest";
import type { FileTree } from "../../src/tree/file-tree.ts";
import { memoryFile, memoryTree } from "../../src/tree/memory-tree.ts";
import { overlayTree } from "../../src/tree/overlay-tree.ts";

const link = (target: string) => ({ type: "symlink", target }) as const;
const file = (text: string) => memoryFile("file", Buffer.from(text));

function textAt(tree: FileTree, path: string): string {
	const lookup = tree.lookup(path);
	if (!lookup.found) return lookup.errno;
	return lookup.entry.type === "file" ? String(lookup.entry.bytes()?.read(0, 99)) : lookup.entry.type;
}

test("files of the top hide the base and folders merge", () => {
	const tree = overlayTree(
		memoryTree([
			["/etc/app.conf", file("top")],
			["/etc/passwd", file("top")],
			["/opt", file("top")],
		]),
		memoryTree([
			["/etc/passwd", file("base")],
			["/etc/group", file("base")],
			["/opt/tool/x", file("base")],
		]),
	);
	expect(tree.list("/etc")).toEqual(["app.conf", "group", "passwd"]);
	expect(textAt(tree, "/etc/passwd")).toBe("top");
	expect(textAt(tree, "/etc/group")).toBe("base");
	expect(textAt(tree, "/opt")).toBe("top");
	expect(textAt(tree, "/opt/tool/x")).toBe("ENOTDIR");
	expect(tree.list("/")).toEqual(["etc", "opt"]);
});

test("a folder of the top lands behind the base's symlink", () => {
	const tree = overlayTree(
		memoryTree([
			["/lib/app/one.so", file("one")],
			["/lib/libz.so", file("lib")],
			["/usr/lib/libz.so", file("usr")],
			["/bin/tool", file("tool")],
		]),
		memoryTree([
			["/lib", link("usr/lib")],
			["/bin", link("/usr/bin")],
			["/usr/lib/libc.so", file("libc")],
			["/usr/bin/sh", file("sh")],
		]),
	);
	expect(tree.entry("/lib")).toEqual(link("usr/lib"));
	expect(tree.list("/lib")).toEqual(["app", "libc.so", "libz.so"]);
	expect(textAt(tree, "/usr/lib/app/one.so")).toBe("one");
	expect(textAt(tree, "/lib/app/one.so")).toBe("one");
	expect(textAt(tree, "/lib/libc.so")).toBe("libc");
	// Copied in path order: /usr/lib/libz.so after /lib/libz.so.
	expect(textAt(tree, "/lib/libz.so")).toBe("usr");
	expect(tree.list("/usr/bin")).toEqual(["sh", "tool"]);
	expect(tree.lookup("/bin/tool")).toMatchObject({ found: true, realPath: "/usr/bin/tool" });
});

test("a symlink of the top replaces, a folder replaces what is no folder", () => {
	const tree = overlayTree(
		memoryTree([
			["/lib64", link("lib")],
			["/data/x", file("top")],
			["/run/y", file("top")],
			["/lib/loader", file("top")],
		]),
		memoryTree([
			["/lib64/loader", file("base")],
			["/data", file("base")],
			["/run", link("nowhere")],
		]),
	);
	expect(textAt(tree, "/lib64/loader")).toBe("top");
	expect(textAt(tree, "/data/x")).toBe("top");
	expect(textAt(tree, "/run/y")).toBe("top");
});

test("links of the base that lead through links, and nested ones", () => {
	const tree = overlayTree(
		memoryTree([["/a/inner/x", file("top")]]),
		memoryTree([
			["/a", link("b")],
			["/b", link("c")],
			["/c/inner", link("../d")],
			["/d/y", file("base")],
		]),
	);
	expect(tree.list("/d")).toEqual(["x", "y"]);
	expect(textAt(tree, "/a/inner/x")).toBe("top");
	expect(textAt(tree, "/c/inner/y")).toBe("base");
});
