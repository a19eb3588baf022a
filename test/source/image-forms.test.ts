import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { openInput } from "../../src/source/open-input.ts";
import type { OpenedInput } from "../../src/source/opened-input.ts";
import { layeredListing, listing } from "./tree-listing.ts";

const archives = join(import.meta.dirname, "archives");
const scratch = mkdtempSync(join(tmpdir(), "elfspect-images-"));
afterAll(() => rmSync(scratch, { recursive: true }));

async function openOne(spec: string, platform?: string): Promise<OpenedInput> {
	const opened = await openInput(spec, platform === undefined ? {} : { platform });
	expect(opened).toHaveLength(1);
	const [input] = opened;
	if (input === undefined) throw new Error("nothing was opened");
	return input;
}

function unpacked(archive: string): string {
	const folder = join(scratch, archive.replace(/\W/g, "-"));
	mkdirSync(folder, { recursive: true });
	execFileSync("tar", ["-C", folder, "-xf", join(archives, archive)]);
	return folder;
}

/** The image with both layers, as every tool saved it. */
const twoLayers = [
	"docker-24.tar",
	"docker-25.tar",
	"podman-docker.tar",
	"podman-docker.tar.gz",
	"podman-oci.tar",
	"podman-oci.tar.zst",
	"skopeo-docker.tar",
	"skopeo-oci.tar",
	"layout-gzip.tar",
	"layout-zstd.tar",
	"multi-platform.tar",
	"docker-archive:podman-several.tar:test:both",
	"docker-archive:podman-several.tar:localhost/test:both",
	"docker-archive:podman-several.tar:@1",
	"oci-archive:docker-25.tar",
	"docker-archive:docker-25.tar",
];

function specOf(name: string): string {
	const scheme = /^[a-z]+-archive:/.exec(name)?.[0] ?? "";
	return `${scheme}${join(archives, name.slice(scheme.length))}`;
}

describe("one image", () => {
	test("reads as its layers say", async () => {
		const input = await openOne(specOf("podman-docker.tar"));
		expect(input.form).toBe("image");
		expect(input.diagnostics).toEqual([]);
		expect(input.image).toMatchObject({
			os: "linux",
			architecture: "amd64",
			entrypoint: ["/app/program"],
			command: ["one", "two"],
			environment: ["PATH=/usr/bin"],
			workingDirectory: "/app",
		});
		await expect(`${withoutFacts(layeredListing(input)).join("\n")}\n`).toMatchFileSnapshot("archives/both.listing");
	});

	test.each(twoLayers)("%s gives the same tree, facts and layers", async (name) => {
		const expected = layeredListing(await openOne(specOf("podman-docker.tar")));
		const input = await openOne(specOf(name));
		expect(input.diagnostics.filter(({ message }) => !message.includes("--platform chooses"))).toEqual([]);
		expect(layeredListing(input)).toEqual(expected);
		expect(input.image?.entrypoint).toEqual(["/app/program"]);
	});

	test.each([
		["oci-dir:", "layout-gzip.tar"],
		["oci:", "layout-zstd.tar"],
		["", "layout-gzip.tar"],
		["", "docker-24.tar"],
	])("%s a folder with %s unpacked", async (scheme, archive) => {
		const expected = layeredListing(await openOne(specOf("podman-docker.tar")));
		expect(layeredListing(await openOne(`${scheme}${unpacked(archive)}`))).toEqual(expected);
	});
});

test("umoci's whiteouts and opaque folders hide what lies below", async () => {
	const [first, second] = await openInput(specOf("umoci.tar"));
	expect(first?.source).toMatch(/umoci\.tar:first$/);
	expect(second?.image?.entrypoint).toEqual(["/app/program"]);
	expect(second?.tree.lookup("/gone").found).toBe(false);
	expect(second?.tree.list("/opaque")).toEqual(["os-release"]);
	expect(listing({ walk: () => first?.walk() ?? [] })).toEqual(listing({ walk: () => second?.walk() ?? [] }));
});

test("several images in one archive are several inputs", async () => {
	const opened = await openInput(specOf("podman-several.tar"));
	expect(opened.map(({ source }) => source.replace(archives, ""))).toEqual([
		"/podman-several.tar:localhost/test:lower",
		"/podman-several.tar:localhost/test:both",
	]);
	expect(opened[0]?.tree.lookup("/gone/file").found).toBe(true);
	expect(opened[1]?.tree.lookup("/gone/file").found).toBe(false);
	await expect(openInput(specOf("docker-archive:podman-several.tar:other"))).rejects.toThrow(
		/no image "other"; it has localhost/,
	);
});

test("a platform that nobody knows is refused, whatever it is asked of", async () => {
	for (const subject of ["fixtures-bin/x86_64-glibc/hello", "fixtures-bin", specOf("multi-platform.tar")]) {
		for (const platform of ["bogus", "linux/bogus", "amd64/linux", "plan9/amd64"]) {
			await expect(openInput(subject, { platform })).rejects.toThrow(
				`${platform}: platform: no such platform is known; known are linux/386, linux/amd64, linux/arm, linux/arm64`,
			);
		}
	}
	await expect(openOne("fixtures-bin/x86_64-glibc/hello", "x86_64")).resolves.toMatchObject({ form: "file" });
});

test("--platform picks from an index", async () => {
	const arm = await openOne(specOf("multi-platform.tar"), "linux/arm64");
	expect(arm.tree.lookup("/gone/file").found).toBe(true);
	// The second image was made out of the first, and only the index calls it another platform's.
	expect(arm.diagnostics.map(({ message }) => message)).toEqual([
		"the index has it for linux/arm64/v8, its configuration for linux/amd64: judged is the former, for which it is pulled",
	]);
	expect(arm.image).toMatchObject({ architecture: "arm64", variant: "v8" });
	await expect(openInput(specOf("multi-platform.tar"), { platform: "linux/s390x" })).rejects.toThrow(
		/no image for linux\/s390x; it has linux\/amd64, linux\/arm64\/v8/,
	);
	await expect(openInput(specOf("podman-docker.tar"), { platform: "linux/arm64" })).rejects.toThrow(
		/it has linux\/amd64/,
	);
});

describe("root file systems", () => {
	test.each(["gnu", "oldgnu"])("--format=%s gives the tree of --format=pax", async (format) => {
		const expected = listing(await openOne(specOf("rootfs-pax.tar")));
		const input = await openOne(specOf(`rootfs-${format}.tar`));
		expect(input.form).toBe("rootfs");
		expect(listing(input)).toEqual(expected);
	});

	test.each(["ustar", "v7"])("--format=%s, without what it cannot name", async (format) => {
		const expected = listing(await openOne(specOf("rootfs-pax.tar"))).filter((line) => !line.startsWith('"/deep'));
		expect(listing(await openOne(specOf(`rootfs-${format}.tar`)))).toEqual(expected);
	});

	test("the same from a folder", async () => {
		const expected = listing(await openOne(specOf("rootfs-pax.tar")));
		const folder = unpacked("rootfs-pax.tar");
		expect(listing(await openOne(`rootfs:${folder}`))).toEqual(expected);
		expect((await openOne(`dir:${folder}`)).form).toBe("directory");
		expect((await openOne(folder)).form).toBe("directory");
	});

	test.each(["sparse-gnu.tar", "sparse-pax-0.0.tar", "sparse-pax-0.1.tar", "sparse-pax-1.0.tar"])(
		"%s",
		async (name) => {
			const folder = unpacked(name);
			const [stored, packed] = [await openOne(specOf(name)), await openOne(gzipped(name))];
			for (const input of [stored, packed]) {
				const entry = input.tree.entry("/sparse");
				expect(entry).toMatchObject({ type: "file", sizeBytes: 2 ** 20 });
				expect(entry?.type === "file" ? entry.content() : undefined).toEqual({
					kind: "script",
					interpreter: "/bin/sh",
				});
			}
			const entry = stored.tree.entry("/sparse");
			const bytes = entry?.type === "file" ? entry.bytes()?.read(0, 2 ** 21) : undefined;
			expect(bytes?.equals(readFileSync(join(folder, "sparse")))).toBe(true);
		},
	);
});

function gzipped(name: string): string {
	const file = join(scratch, `${name}.gz`);
	writeFileSync(file, gzipSync(readFileSync(join(archives, name))));
	return file;
}

describe("walked by headers and passing in a stream are the same", () => {
	test.each(readdirSync(archives).filter((name) => name.endsWith(".tar")))("%s", async (name) => {
		const stored = await openInput(specOf(name));
		const passed = await openInput(gzipped(name));
		expect(passed.map(layeredListing)).toEqual(stored.map(layeredListing));
		expect(passed.map(({ image }) => image)).toEqual(stored.map(({ image }) => image));
	});
});

function withoutFacts(lines: readonly string[]): string[] {
	return lines.map((line) => line.replace(/ elf \{.*\}/, " elf"));
}
