import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { inspect } from "../../src/inspect.ts";
import { rawTar } from "../archive/tar/tar-writer.ts";
import { zip } from "./zip.ts";

const folder = mkdtempSync(join(tmpdir(), "elfspect-foreign-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MACH_O = Buffer.concat([Buffer.from("cffaedfe0c000001", "hex"), Buffer.alloc(120)]);
const site = "usr/lib/python3.11/site-packages";

let count = 0;

/** What is told of each file, in a folder and as the tar that it makes, compressed. */
async function told(files: Readonly<Record<string, string | Buffer>>): Promise<Readonly<Record<string, string>>> {
	count += 1;
	const root = join(folder, `${count}`);
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), content);
	}
	const archive = `${root}.tar.gz`;
	const entries = Object.entries(files).map(([name, data]) => ({ name, data }));
	writeFileSync(archive, gzipSync(rawTar(entries)));
	const [one, other] = await Promise.all([answers(root), answers(archive)]);
	expect(other).toEqual(one);
	return one;
}

async function answers(subject: string): Promise<Readonly<Record<string, string>>> {
	const { subjects } = await inspect({ subjects: [subject], targets: ["debian:12-slim"] });
	return Object.fromEntries(
		subjects.map(({ path, results: [result], notForTarget: [passedOver] = [] }) => [
			path,
			passedOver?.because ?? `${result?.verdict}: ${result?.findings[0]?.message ?? result?.message}`,
		]),
	);
}

describe("files that are not what their names say", () => {
	test("are judged as libraries, and named, where something opens them by that name", async () => {
		const found = await told({
			"usr/lib/libgit.so.1": "version https://git-lfs.github.com/spec/v1\n",
			[`${site}/fast/_core.abi3.so`]: MACH_O,
		});
		expect(found).toEqual({
			"/usr/lib/libgit.so.1": expect.stringMatching(/^fails: .*file too short; it is a Git LFS pointer/),
			[`/${site}/fast/_core.abi3.so`]: expect.stringMatching(/^fails: .*invalid ELF header; it is a library for macOS/),
		});
	});

	test("are nobody's where they say another system, or stand in for nothing", async () => {
		const found = await told({
			[`${site}/fast/_core.cpython-311-darwin.so`]: MACH_O,
			"usr/lib/libempty.so": "",
			"usr/lib/libscript.so": "/* GNU ld script */\nINPUT(libscript.so.1)",
			"usr/lib/libwhole.so.1": "version https://git-lfs.github.com/spec/v1\n",
		});
		expect(Object.keys(found)).toEqual(["/usr/lib/libwhole.so.1"]);
	});

	test("a jar with libraries for other systems alone is named, and counts nowhere", async () => {
		const because = "its archive has libraries for Windows or macOS alone";
		const jar = zip([
			{ name: "windows/x64/org/lwjgl/lwjgl.dll", content: Buffer.from("MZ") },
			{ name: "META-INF/MANIFEST.MF", content: Buffer.from("a") },
		]);
		expect(await told({ "usr/share/java/lwjgl-natives-windows.jar": jar })).toEqual({
			"/usr/share/java/lwjgl-natives-windows.jar!/windows/x64/org/lwjgl/lwjgl.dll": because,
		});
	});

	test("an npm package with prebuilds for other systems alone fails, its code at hand or not", async () => {
		const addon = "app/node_modules/addon";
		const found = await told({
			"usr/bin/env": "x",
			[`${addon}/package.json`]: JSON.stringify({ name: "addon" }),
			[`${addon}/index.js`]: 'module.exports = require("./prebuilds/" + process.platform + "/addon.node")',
			[`${addon}/prebuilds/darwin-arm64/addon.node`]: MACH_O,
		});
		expect(found).toEqual({ [`/${addon}`]: expect.stringMatching(/^fails: addon was never built, and its prebuilds/) });
	});

	test("a Python package from a wheel for other systems is unknown", async () => {
		const wheel = (tag: string): string => `Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: ${tag}\n`;
		const found = await told({
			[`${site}/fast-1.0.dist-info/WHEEL`]: wheel("cp311-cp311-macosx_11_0_arm64"),
			[`${site}/windows-1.0.dist-info/WHEEL`]: wheel("cp311-cp311-win_amd64"),
			[`${site}/pure-1.0.dist-info/WHEEL`]: wheel("py3-none-any"),
			[`${site}/linux-1.0.dist-info/WHEEL`]: `${wheel("cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64")}`,
		});
		expect(found).toEqual({
			[`/${site}/fast-1.0.dist-info/WHEEL`]: expect.stringMatching(
				/^unknown: fast was installed .* macosx_11_0_arm64:/,
			),
			[`/${site}/windows-1.0.dist-info/WHEEL`]: expect.stringMatching(/^unknown: windows was .* win_amd64:/),
		});
	});
});
