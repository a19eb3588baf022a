import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { inspect } from "../../src/inspect.ts";

const folders: string[] = [];
afterAll(() => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Mach-O, 64 bits. */
const MACH_O = Buffer.concat([Buffer.from("cffaedfe0c000001", "hex"), Buffer.alloc(120)]);
const PE = Buffer.from("4d5a90000300000004000000", "hex");

/** What a folder of packages is told on a target, by path: the verdict and the message, or why nothing is minded.
 *  Objects are package.json files. */
async function told(
	files: Readonly<Record<string, string | Buffer | object>>,
	target = "debian:12-slim",
): Promise<Readonly<Record<string, string>>> {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-packages-"));
	folders.push(folder);
	for (const [path, content] of Object.entries(files)) {
		const isText = typeof content === "string" || Buffer.isBuffer(content);
		const name = join(folder, isText ? path : `${path}/package.json`);
		mkdirSync(dirname(name), { recursive: true });
		writeFileSync(name, isText ? content : JSON.stringify(content));
	}
	const { subjects } = await inspect({ subjects: [folder], targets: [target] });
	return Object.fromEntries(
		subjects.flatMap(({ path, results, notForTarget = [] }) => [
			...results.map(({ verdict, message }) => [path, `${verdict}: ${message}`]),
			...notForTarget.map(({ because }) => [path, because]),
		]),
	);
}

const NO_BUILD = "fails: Error: No native build was found for platform=linux arch=x64 runtime=node libc=glibc";
const usesGypBuild = { name: "addon", dependencies: { "node-gyp-build": "^4" } };
const folder = "node_modules/addon";

describe("an npm package without a native part for Linux fails", () => {
	test("where its prebuilds are for macOS and Windows", async () => {
		const found = await told({
			[folder]: usesGypBuild,
			[`${folder}/index.js`]: "module.exports = require('node-gyp-build')(__dirname)",
			[`${folder}/prebuilds/darwin-arm64/addon.node`]: MACH_O,
			[`${folder}/prebuilds/win32-x64/addon.node`]: PE,
		});
		expect(found).toEqual({ "/node_modules/addon": NO_BUILD });
	});

	test("where it was never built, however deep its main module loads it", async () => {
		const found = await told({
			[folder]: { name: "addon", main: "./lib", dependencies: { bindings: "1" } },
			[`${folder}/binding.gyp`]: "{}",
			[`${folder}/lib/index.js`]: 'const { open } = require("./open")',
			[`${folder}/lib/open.js`]: "exports.open = () => require('bindings')('addon.node')",
		});
		expect(found).toEqual({ "/node_modules/addon": "fails: Error: Could not locate the bindings file. Tried:" });
	});

	test("where it asks for build/Release itself, or puts a path together", async () => {
		const own = { [folder]: { name: "addon" }, [`${folder}/binding.gyp`]: "{}" };
		const missed = "fails: Error: Cannot find module '../build/Release/addon.node'";
		const index = `${folder}/index.js`;
		expect(await told({ ...own, [index]: "require('./build/Release/addon.node')" })).toEqual({
			"/node_modules/addon": missed,
		});
		expect(await told({ ...own, [index]: 'require("./prebuilds/" + process.platform + "/x.node")' })).toEqual({
			"/node_modules/addon": missed,
		});
	});

	test("where none of the packages for one platform each is installed", async () => {
		const optionalDependencies = { "@tool/core-linux-x64-gnu": "1", "@tool/core-darwin-arm64": "1" };
		const found = await told({
			"node_modules/@tool/core": { name: "@tool/core", optionalDependencies },
			"node_modules/@tool/core/index.js": "module.exports = require('./binding')",
			"node_modules/@tool/core-darwin-arm64": { name: "@tool/core-darwin-arm64", os: ["darwin"], cpu: ["arm64"] },
			"node_modules/@tool/core-darwin-arm64/core.darwin-arm64.node": MACH_O,
		});
		expect(found).toEqual({
			"/node_modules/@tool/core": "fails: Error: Cannot find module '@tool/core-linux-x64-gnu'",
		});
	});

	test("where what stands in build/Release was built on a Mac", async () => {
		const found = await told({
			[folder]: usesGypBuild,
			[`${folder}/index.js`]: "module.exports = require('node-gyp-build')(__dirname)",
			[`${folder}/build/Release/addon.node`]: MACH_O,
		});
		expect(found).toEqual({
			"/node_modules/addon/build/Release/addon.node": expect.stringMatching(/^fails: .*invalid ELF header$/),
		});
	});

	test("where what says that it is for Linux is a pointer of Git LFS", async () => {
		const found = await told({
			[folder]: usesGypBuild,
			[`${folder}/index.js`]: "module.exports = require('node-gyp-build')(__dirname)",
			[`${folder}/prebuilds/linux-x64/addon.node`]: "version https://git-lfs.github.com/spec/v1\n",
		});
		expect(found).toEqual({
			"/node_modules/addon/prebuilds/linux-x64/addon.node": expect.stringMatching(/^fails: .*file too short$/),
		});
	});
});

describe("nobody minds", () => {
	const never = { [folder]: usesGypBuild, [`${folder}/binding.gyp`]: "{}" };

	test("a package that catches what its loader throws and throws nothing again", async () => {
		const index =
			"try { module.exports = require('node-gyp-build')(__dirname) } catch (e) { module.exports = require('./fallback') }";
		expect(await told({ ...never, [`${folder}/index.js`]: index })).toEqual({
			"/node_modules/addon": "its package does without where there is none",
		});
		const thrown = index.replace("module.exports = require('./fallback')", "throw new Error('no addon', { cause: e })");
		expect(await told({ ...never, [`${folder}/index.js`]: thrown })).toEqual({ "/node_modules/addon": NO_BUILD });
	});

	test("a package that is optional for all that use it", async () => {
		const index = { [`${folder}/index.js`]: "require('node-gyp-build')(__dirname)" };
		const user = { name: "user", optionalDependencies: { addon: "1" } };
		expect(await told({ ...never, ...index, "node_modules/user": user })).toEqual({
			"/node_modules/addon": "every package that uses it does without: it is optional",
		});
		const needing = { name: "needing", dependencies: { addon: "1" } };
		expect(await told({ ...never, ...index, "node_modules/user": user, "node_modules/needing": needing })).toEqual({
			"/node_modules/addon": NO_BUILD,
		});
	});

	test("a package for another system, or without a loader", async () => {
		const index = { [`${folder}/index.js`]: "require('node-gyp-build')(__dirname)" };
		const mac = { [folder]: { ...usesGypBuild, os: ["darwin"] } };
		const elf = { "app/tool": readFileSync("fixtures-bin/x86_64-glibc/hello") };
		expect(await told({ ...elf, ...never, ...index, ...mac })).toEqual({ "/app/tool": expect.any(String) });
		expect(await told({ ...elf, ...never, [`${folder}/index.js`]: "exports.pure = true" })).toEqual({
			"/app/tool": expect.any(String),
		});
	});

	test("a package whose part is beside it, in a folder that is node_modules itself", async () => {
		const found = await told({
			"@tool/core": {
				name: "@tool/core",
				optionalDependencies: { "@tool/core-linux-x64": "1", "@tool/core-darwin-x64": "1" },
			},
			"@tool/core-linux-x64": { name: "@tool/core-linux-x64", os: ["linux"], cpu: ["x64"] },
			"@tool/core-linux-x64/bin/tool": readFileSync("fixtures-bin/x86_64-glibc/hello"),
		});
		expect(found["/@tool/core"]).toBe("what it needs is there");
	});

	test("a package whose WebAssembly is installed", async () => {
		const optionalDependencies = { "@tool/core-linux-x64-gnu": "1", "@tool/core-wasm32-wasi": "1" };
		const found = await told({
			"node_modules/@tool/core": { name: "@tool/core", optionalDependencies },
			"node_modules/@tool/core-wasm32-wasi": { name: "@tool/core-wasm32-wasi" },
		});
		expect(found).toEqual({ "/node_modules/@tool/core": "what it needs is there" });
	});
});
