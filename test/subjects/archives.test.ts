import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readZipMember, zipListing } from "../../src/archive/zip-archive.ts";
import { WorkBudget } from "../../src/budget/work-budget.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { archiveContents } from "../../src/subjects/archive-members.ts";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import { examineFile } from "../../src/subjects/examination.ts";
import type { TreeEntry } from "../../src/tree/file-tree.ts";
import { memoryFile } from "../../src/tree/memory-tree.ts";
import { opened } from "./opened.ts";
import { zip } from "./zip.ts";

const fixtureBytes = (name: string): Buffer => readFileSync(`fixtures-bin/x86_64-glibc/${name}`);
const jni = fixtureBytes("libsample-jni.so");
const hello = fixtureBytes("hello");
const archive = zip([
	{ name: "META-INF/MANIFEST.MF", content: Buffer.from("Manifest-Version: 1.0\n") },
	{ name: "native/linux/libsample-jni.so", content: jni },
	{ name: "native/libstored.so.1", content: jni, method: 0 },
	{ name: "bin/hello", content: hello },
	{ name: "not-elf.so", content: Buffer.alloc(100, 1) },
	{ name: "lib/inner.jar", content: zip([{ name: "deep/libsample-jni.so", content: jni }]) },
]);

describe("a zip archive", () => {
	test.each([0, 1000])("is read member by member, with %i bytes in front of it", (stub) => {
		const source = memorySource(
			"app.jar",
			zip(
				[
					{ name: "a", content: hello },
					{ name: "b", content: jni, method: 0 },
				],
				stub,
			),
		);
		const contents = zipListing(source).members.map((member) => readZipMember(source, member, member.sizeBytes));
		expect(contents).toEqual([hello, jni]);
	});

	test("gives the start of a member without the rest", () => {
		const source = memorySource("app.jar", archive);
		const member = zipListing(source).members.find(({ name }) => name === "bin/hello");
		expect(member && readZipMember(source, member, 64)).toEqual(hello.subarray(0, 64));
	});

	test("gives nothing where a member is longer than it says", () => {
		const lying = Buffer.from(zip([{ name: "a", content: Buffer.alloc(10_000) }]));
		const central = lying.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
		lying.writeUInt32LE(100, central + 24);
		const source = memorySource("bomb.zip", lying);
		expect(zipListing(source).members.map((member) => readZipMember(source, member, member.sizeBytes))).toEqual([
			undefined,
		]);
	});

	test("survives any damage", () => {
		for (let at = 0; at < archive.length; at += 307) {
			const damaged = Buffer.from(archive);
			damaged.fill(0xff, at, at + 4);
			for (const member of archiveContents(memorySource("x.jar", damaged)).members)
				expect(member.source().size).toBeLessThan(1e6);
			expect(() => archiveContents(memorySource("x.jar", archive.subarray(0, at)))).not.toThrow();
		}
	});

	test("made by Python's zipfile, with zip64 fields, is read alike", (context) => {
		if (!existsSync("/usr/bin/python3")) return context.skip("python3 is not installed");
		const folder = mkdtempSync(join(tmpdir(), "elfspect-zip-"));
		const path = join(folder, "wide.zip");
		const script =
			"import zipfile,sys\nz=zipfile.ZipFile(sys.argv[1],'w',zipfile.ZIP_DEFLATED)\nwith z.open('lib/libx.so','w',force_zip64=True) as f: f.write(open(sys.argv[2],'rb').read())\nz.comment=b'a comment'\nz.close()";
		execFileSync("/usr/bin/python3", ["-c", script, path, "fixtures-bin/x86_64-glibc/libsample-jni.so"]);
		const members = archiveContents(memorySource("wide.zip", readFileSync(path))).members;
		rmSync(folder, { recursive: true });
		expect(members.map((member) => [member.path, member.source().read(0, 1e6).equals(jni)])).toEqual([
			["lib/libx.so", true],
		]);
	});
});

const expectedPaths = [
	"/app.jar!/native/linux/libsample-jni.so",
	"/app.jar!/native/libstored.so.1",
	"/app.jar!/bin/hello",
	"/app.jar!/lib/inner.jar!/deep/libsample-jni.so",
];

describe("ELF files in an archive", () => {
	const plain = opened({ "/app.jar": memoryFile("app.jar", archive) });
	const examined = examineFile({
		budget: new WorkBudget(),
		path: "/app.jar",
		content: { kind: "other" },
		source: memorySource("app.jar", archive),
	});
	// As a cache on disk would give it back.
	const again = new Map([["/app.jar", JSON.parse(JSON.stringify(examined))]]);
	const gone: TreeEntry = {
		type: "file",
		mode: 0o644,
		sizeBytes: archive.length,
		content: () => ({ kind: "other" }),
		bytes: () => undefined,
	};
	const passed = opened({ "/app.jar": gone }, undefined, again);

	test.each([
		["at hand", plain],
		["that has passed", passed],
	])("%s are subjects below the archive's name", (_, input) => {
		const subjects = [...discoverSubjects(input)];
		expect(subjects.map(({ path }) => path)).toEqual(expectedPaths);
		expect(subjects.map(({ role }) => role)).toEqual(["plug-in", "plug-in", undefined, "plug-in"]);
		expect(subjects[0]?.program).toMatchObject({ kind: "jni-library", details: { host: "java" } });
		expect(subjects[0]?.program.host?.binding).toBe("lazy");
	});

	test.each([
		["at hand", plain],
		["that has passed", passed],
	])("%s stand in a tree of their own", (_, input) => {
		const [first] = discoverSubjects(input);
		const found = first?.unpacked?.lookup("/app.jar!/native/linux/../libstored.so.1");
		expect(found).toMatchObject({ found: true, realPath: "/app.jar!/native/libstored.so.1" });
		const content = found?.found && found.entry.type === "file" ? found.entry.content() : undefined;
		expect(content?.kind === "elf" && content.elf.dynamic?.needed).toEqual(["libc.so.6"]);
	});
});
