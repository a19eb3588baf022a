import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { ProfileError } from "../../src/targets/profile/profile-error.ts";
import { readProfile } from "../../src/targets/profile/profile-reader.ts";
import { profileBytes } from "../../src/targets/stored-profile.ts";
import { targetOfTree } from "../../src/targets/target-of-tree.ts";
import type { FileTree } from "../../src/tree/file-tree.ts";
import { memoryFile, memoryTree } from "../../src/tree/memory-tree.ts";
import { childPath } from "../../src/tree/path-resolution.ts";

const tree = memoryTree([
	["/bin/sh", memoryFile("sh", Buffer.from("#!/bin/true -x\n"), 0o755)],
	["/etc/passwd", memoryFile("passwd", Buffer.from("root:x:0:0:root:/root:/bin/sh\n"))],
	["/etc/empty", memoryFile("empty", Buffer.alloc(0))],
	["/etc/shadow", memoryFile("shadow", Buffer.from("secret"), 0o600)],
	["/lib64", { type: "symlink", target: "lib" }],
	["/lib/libc.so", memoryFile("libc.so", Buffer.from("\x7fELF but not really", "latin1"))],
	["/tmp", { type: "directory", mode: 0o1777 }],
	["/home/app", { type: "directory", mode: 0o700, owner: { uid: 1000, gid: 4_000_000_000 } }],
	["/home/app/key", { ...memoryFile("key", Buffer.from("x"), 0o4755), owner: { uid: 1000, gid: 50 } }],
	["/dev/null", { type: "special", mode: 0o666 }],
]);
const bytes = profileBytes(targetOfTree(tree, { name: "mine", arch: "x86_64", provenance: { source: "test" } }));

function readEverything(whole: FileTree, path = "/", depth = 0): void {
	for (const name of whole.list(path)) {
		const child = childPath(path, name);
		const entry = whole.entry(child);
		if (entry?.type === "directory" && depth < 8) readEverything(whole, child, depth + 1);
		if (entry?.type !== "file") continue;
		entry.content();
		entry.bytes();
	}
}

function readAll(source: Buffer): void {
	const profile = readProfile(memorySource("profile", source));
	profile.list();
	profile.canonicalName("mine");
	for (const { elf } of profile.librariesOf("mine", "x86_64")) elf();
	const target = profile.find("mine", "x86_64");
	if (target !== undefined) readEverything(target.tree);
}

function outcome(source: Buffer): string {
	try {
		readAll(source);
		return "read";
	} catch (error) {
		if (error instanceof ProfileError) return error.code;
		throw error;
	}
}

describe("a profile of the user's own", () => {
	test("keeps what it was made of, and only the bytes that loaders read", () => {
		const stored = readProfile(memorySource("profile", bytes)).find("mine", "x86_64")?.tree;
		expect(stored?.list("/")).toEqual(["bin", "dev", "etc", "home", "lib", "lib64", "tmp"]);
		expect(stored?.entry("/home/app")).toEqual({
			type: "directory",
			mode: 0o700,
			owner: { uid: 1000, gid: 4_000_000_000 },
		});
		expect(stored?.entry("/home/app/key")).toMatchObject({ mode: 0o4755, owner: { uid: 1000, gid: 50 } });
		expect(stored?.list("/home/app")).toEqual(["key"]);
		expect(stored?.entry("/tmp")).toEqual({ type: "directory", mode: 0o1777 });
		expect(stored?.entry("/dev/null")).toEqual({ type: "special", mode: 0o666 });
		const shell = stored?.entry("/bin/sh");
		expect(shell?.type === "file" && shell.content()).toEqual({
			kind: "script",
			interpreter: "/bin/true",
			argument: "-x",
		});
		const libc = stored?.lookup("/lib64/libc.so");
		expect(libc?.found && libc.entry.type === "file" && libc.entry.content().kind).toBe("malformed-elf");
		const passwd = stored?.entry("/etc/passwd");
		expect(passwd?.type === "file" && passwd.bytes()?.read(0, 4).toString()).toBe("root");
		const shadow = stored?.entry("/etc/shadow");
		expect(shadow?.type === "file" && shadow.bytes()).toBeUndefined();
		expect(bytes.includes("secret")).toBe(false);
	});

	test("is refused when it is something else", () => {
		expect(outcome(Buffer.alloc(0))).toBe("not-a-profile");
		expect(outcome(Buffer.from("\x7fELF".padEnd(200), "latin1"))).toBe("not-a-profile");
		const other = Buffer.from(bytes);
		other.writeUInt32LE(99, 8);
		expect(outcome(other)).toBe("other-version");
		expect(outcome(bytes.subarray(0, bytes.length - 1))).toBe("damaged");
	});

	test("never does anything but answer or say that it is damaged", () => {
		fc.assert(
			fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length - 1), (place, value, other) => {
				const changed = Buffer.from(bytes);
				changed[place] = value;
				changed[other] = value ^ 0xff;
				expect(["read", "damaged", "not-a-profile", "other-version"]).toContain(outcome(changed));
			}),
			{ numRuns: 3000 },
		);
	});
});
