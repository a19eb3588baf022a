import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { directoryTree } from "../../src/disk/directory-tree.ts";
import { applicationTree } from "../../src/packages/application-tree.ts";
import { libraryOwner } from "../../src/packages/library-owner.ts";
import { packageOwnership } from "../../src/packages/ownership.ts";
import { memoryFile, memoryTree } from "../../src/tree/memory-tree.ts";
import { fixture, link, text } from "../subjects/opened.ts";

describe("dpkg", () => {
	const tree = memoryTree([
		[
			"/var/lib/dpkg/status",
			text("Package: libc6\nArchitecture: amd64\nVersion: 2.36-9\n\nPackage: dash\nVersion: 0.5.12-2\n"),
		],
		["/var/lib/dpkg/info/libc6:amd64.list", text("/.\n/lib\n/lib/x86_64-linux-gnu/libc.so.6\n")],
		["/var/lib/dpkg/info/dash.list", text("/bin/dash\n/bin/sh\n")],
		["/var/lib/dpkg/diversions", text("/bin/sh\n/bin/sh.distrib\nbash\n")],
	]);
	const { ownerOf, versionOf } = packageOwnership(tree);

	test("owns files by either path of a merged /usr", () => {
		expect(ownerOf("/usr/lib/x86_64-linux-gnu/libc.so.6")).toBe("libc6");
		expect(ownerOf("/lib/x86_64-linux-gnu/libc.so.6")).toBe("libc6");
		expect(ownerOf("/usr/bin/dash")).toBe("dash");
	});

	test("follows diversions, owns its own folder, and nothing else", () => {
		expect(ownerOf("/usr/bin/sh.distrib")).toBe("dash");
		expect(ownerOf("/var/lib/dpkg/info/dash.postinst")).toBe("dpkg");
		expect(ownerOf("/usr/sbin/policy-rc.d")).toBe("dpkg");
		expect(ownerOf("/usr/local/bin/dash")).toBeUndefined();
		expect(ownerOf("/usr/lib/x86_64-linux-gnu/libmine.so")).toBeUndefined();
	});

	test("says which package brought a library", () => {
		const ownership = packageOwnership(tree);
		expect(libraryOwner(ownership, "libc.so.6")).toEqual({
			path: "/lib/x86_64-linux-gnu/libc.so.6",
			package: "libc6",
			version: "2.36-9",
			format: "dpkg",
		});
		expect(libraryOwner(ownership, "libnothing.so.1")).toBeUndefined();
	});

	test("tells versions", () => {
		expect(versionOf("libc6")).toBe("2.36-9");
		expect(versionOf("nothing")).toBeUndefined();
	});

	test.skipIf(!existsSync("/var/lib/dpkg/info"))("owns this machine's shell and C library", () => {
		const here = packageOwnership(directoryTree("/"));
		expect(here.ownerOf("/usr/bin/dash")).toBe("dash");
		expect(here.ownerOf("/usr/bin/dpkg")).toBe("dpkg");
		expect(here.versionOf("dash")).toMatch(/^\d/);
	});
});

describe("distroless", () => {
	const status = ["/var/lib/dpkg/status.d/libc6", text("Package: libc6\nVersion: 2.36-9\n")] as const;

	test("owns what its md5sums list", () => {
		const sums = text(`${"0".repeat(32)}  lib/x86_64-linux-gnu/libc.so.6\n${"1".repeat(32)}  ./etc/mine\n`);
		const { ownerOf, versionOf } = packageOwnership(memoryTree([status, [`${status[0]}.md5sums`, sums]]));
		expect(ownerOf("/lib/x86_64-linux-gnu/libc.so.6")).toBe("libc6");
		expect(ownerOf("/etc/mine")).toBe("libc6");
		expect(ownerOf("/lib/x86_64-linux-gnu/libmine.so")).toBeUndefined();
		expect(versionOf("libc6")).toBe("2.36-9");
	});

	test("without md5sums takes the distribution's folders for its own", () => {
		const { ownerOf } = packageOwnership(memoryTree([status]));
		expect(ownerOf("/usr/lib/x86_64-linux-gnu/libc.so.6")).toBe("dpkg");
		expect(ownerOf("/app/server")).toBeUndefined();
		expect(ownerOf("/usr/local/bin/server")).toBeUndefined();
	});
});

test("apk owns the files below its folders", () => {
	const installed = text(
		"P:musl\nV:1.2.5-r0\nF:lib\nR:ld-musl-x86_64.so.1\na:0:0:755\nZ:Q1x\n\nP:busybox\nV:1.36\nF:bin\nR:busybox\nF:\nR:init\n",
	);
	const { ownerOf, versionOf } = packageOwnership(memoryTree([["/lib/apk/db/installed", installed]]));
	expect(ownerOf("/lib/ld-musl-x86_64.so.1")).toBe("musl");
	expect(ownerOf("/bin/busybox")).toBe("busybox");
	expect(ownerOf("/init")).toBe("busybox");
	expect(ownerOf("/lib/libmine.so")).toBeUndefined();
	expect(versionOf("musl")).toBe("1.2.5-r0");
});

test("pacman owns the files of its packages", () => {
	const files = text("%FILES%\nusr/\nusr/bin/\nusr/bin/bash\n\n%BACKUP%\netc/bash.bashrc\n");
	const { ownerOf, versionOf } = packageOwnership(memoryTree([["/var/lib/pacman/local/bash-5.2.026-2/files", files]]));
	expect(ownerOf("/usr/bin/bash")).toBe("bash");
	expect(versionOf("bash")).toBe("5.2.026-2");
});

describe("rpm", () => {
	// Written by rpm 4.18 (rpm --initdb with _db_backend sqlite, then two packages of 402 and 5 files made by rpmbuild).
	const database = gunzipSync(readFileSync("test/packages/rpmdb.sqlite.gz"));

	test("owns the files in an SQLite database, long headers included", () => {
		const path = "/var/lib/rpm/rpmdb.sqlite";
		const { ownerOf, versionOf } = packageOwnership(memoryTree([[path, memoryFile(path, database)]]));
		expect(ownerOf("/usr/bin/sample")).toBe("sample-tools");
		expect(ownerOf("/usr/share/sample/file-number-400")).toBe("sample-tools");
		expect(ownerOf("/usr/bin/other")).toBe("other-tools");
		expect(ownerOf("/usr/bin/mine")).toBeUndefined();
		expect(versionOf("sample-tools")).toBe("1.4.2-3.el9");
	});

	test("takes the distribution's folders for its own where the database is of another form", () => {
		const { ownerOf } = packageOwnership(memoryTree([["/var/lib/rpm/Packages", text("bdb")]]));
		expect(ownerOf("/usr/bin/bash")).toBe("rpm");
		expect(ownerOf("/opt/app/server")).toBeUndefined();
	});

	test("survives a damaged database", () => {
		for (let at = 0; at < database.length; at += 7919) {
			const damaged = Buffer.from(database);
			damaged.fill(0xff, at, at + 64);
			const path = "/var/lib/rpm/rpmdb.sqlite";
			const { ownerOf } = packageOwnership(memoryTree([[path, memoryFile(path, damaged)]]));
			expect(["sample-tools", "rpm", undefined]).toContain(ownerOf("/usr/bin/sample"));
		}
	});
});

test("an application's tree leaves its distribution behind", () => {
	const whole = memoryTree([
		["/usr/bin/tool", fixture("x86_64-glibc/hello")],
		["/usr/bin/awk", link("/etc/alternatives/awk")],
		["/etc/alternatives/awk", link("/usr/bin/tool")],
		["/bin", link("usr/bin")],
		["/etc/ld.so.cache", text("cache")],
		["/etc/app.conf", text("mine")],
		["/app/server", fixture("x86_64-glibc/cxx")],
		["/app/current", link("server")],
		["/var/lib/dpkg/info/tools.list", text("/usr/bin/tool\n")],
	]);
	const tree = applicationTree(whole, packageOwnership(whole));
	expect(tree.list("/")).toEqual(["app", "etc", "usr", "var"]);
	expect(tree.list("/usr/bin")).toEqual([]);
	expect(tree.list("/etc")).toEqual(["alternatives", "app.conf"]);
	expect(tree.list("/app")).toEqual(["current", "server"]);
	expect(tree.lookup("/bin/tool")).toEqual({ found: false, errno: "ENOENT" });
	expect(tree.lookup("/app/current")).toMatchObject({ found: true, realPath: "/app/server" });
	expect(tree.entry("/etc/ld.so.cache")).toBeUndefined();
});
