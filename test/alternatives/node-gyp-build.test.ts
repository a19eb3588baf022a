import { describe, expect, test } from "vitest";
import { ARM64, choices, file, GLIBC, MUSL } from "./choices.ts";

const folder = "/app/node_modules/bcrypt/prebuilds";
const bcrypt = [
	file(`${folder}/linux-arm64/bcrypt.glibc.node`),
	file(`${folder}/linux-arm64/bcrypt.musl.node`),
	file(`${folder}/linux-x64/bcrypt.glibc.node`),
	file(`${folder}/linux-x64/bcrypt.musl.node`),
];

describe("node-gyp-build", () => {
	test("opens the file of the host's folder that names its C library", () => {
		const opened = (host: typeof GLIBC) =>
			Object.entries(choices(bcrypt, host)).flatMap(([path, choice]) => (choice === "opened" ? [path] : []));
		expect(opened(GLIBC)).toEqual([`${folder}/linux-x64/bcrypt.glibc.node`]);
		expect(opened(MUSL)).toEqual([`${folder}/linux-x64/bcrypt.musl.node`]);
		expect(opened(ARM64)).toEqual([`${folder}/linux-arm64/bcrypt.glibc.node`]);
	});

	test("opens a file without a C library's name on either, but passes it over for one with the name", () => {
		const plain = file("/n/node_modules/level/prebuilds/linux-x64/level.node");
		const musl = file("/n/node_modules/level/prebuilds/linux-x64/level.musl.node");
		expect(choices([plain], MUSL)).toEqual({ [plain.path]: "opened" });
		expect(choices([plain, musl], MUSL)).toEqual({ [plain.path]: "another one is opened", [musl.path]: "opened" });
		expect(choices([plain, musl], GLIBC)).toEqual({ [plain.path]: "opened", [musl.path]: "it is for musl" });
	});

	test("goes by the name, whatever the content: what it opens is judged", () => {
		const lying = file(`${folder}/linux-x64/bcrypt.glibc.node`, { family: "aarch64" });
		expect(choices([lying], GLIBC)).toEqual({ [lying.path]: "opened" });
	});

	test("says once for a package that nothing is for the platform, in its own words", () => {
		const found = choices([bcrypt[2] ?? file("")], MUSL);
		expect(Object.values(found)).toEqual([
			"none: Error: No native build was found for platform=linux arch=x64 runtime=node libc=musl",
		]);
		const arm = choices(
			bcrypt.filter(({ family }) => family === "aarch64"),
			MUSL,
		);
		expect(Object.values(arm).filter((choice) => choice.startsWith("none"))).toHaveLength(1);
	});

	test("opens what was built in the package before anything prebuilt", () => {
		const built = file("/app/node_modules/bcrypt/build/Release/bcrypt.node");
		const found = choices([...bcrypt, built], GLIBC);
		expect(new Set(Object.values(found))).toEqual(new Set(["the addon in build/Release is opened"]));
		expect(found[built.path]).toBeUndefined();
	});

	test("passes over other systems, by folder or content, and other runtimes", () => {
		const files = [
			file("/s/prebuilds/linux-x64/s.node"),
			file("/s/prebuilds/android-arm/s.armv7.node", { system: "Android" }),
			file("/s/prebuilds/freebsd-x64/s.node"),
			file("/s/prebuilds/linux-x64/s.bare"),
		];
		expect(Object.values(choices(files, GLIBC))).toEqual([
			"opened",
			"it is for Android",
			"it is for freebsd-x64",
			"it is for Bare",
		]);
	});

	test("takes files of several ABIs for one each", () => {
		const files = ["abi108", "abi115"].map((abi) => file(`/d/prebuilds/linux-x64/pprof.node.${abi}.node`));
		expect(Object.values(choices(files, GLIBC))).toEqual(["opened", "opened"]);
	});

	test("knows names with the package's own before the platform", () => {
		const files = ["HID-linux-x64", "HID-linux-x64-musl", "HID-linux-arm64"].map((tuple) =>
			file(`/h/prebuilds/${tuple}/node-napi-v4.node`),
		);
		expect(Object.values(choices(files, MUSL))).toEqual([
			"another one is opened",
			"opened",
			"it is for HID-linux-arm64.node.napi",
		]);
	});
});

describe("files for one release of Node", () => {
	const folder = "/d/node_modules/pprof/prebuilds/linux-x64";
	const files = ["node.abi108.node", "node.abi115.node", "node.napi.node"].map((name) => file(`${folder}/${name}`));
	const node20 = { ...GLIBC, nodeAbi: 115 };

	test("are opened by that release before the one for any", () => {
		expect(Object.values(choices(files, node20))).toEqual([
			"it is for Node's ABI 108, and the Node that is there has 115",
			"opened",
			"another one is opened",
		]);
		expect(Object.values(choices(files.slice(0, 1).concat(files.slice(2)), node20))[1]).toBe("opened");
	});

	test("are passed over for the one for any where Node is not known", () => {
		expect(Object.values(choices(files, GLIBC))).toEqual([
			"it is for Node's ABI 108; the one for any is there",
			"it is for Node's ABI 115; the one for any is there",
			"opened",
		]);
	});

	test("are missed in node-gyp-build's words, and in node-pre-gyp's place", () => {
		expect(Object.values(choices(files.slice(0, 1), node20))).toEqual([
			"none: Error: No native build was found for platform=linux arch=x64 runtime=node abi=115 uv=1 libc=glibc",
		]);
		const bound = file("/d/node_modules/grpc/src/node/extension_binary/node-v108-linux-x64-glibc/grpc_node.node");
		expect(Object.values(choices([bound], node20))[0]).toMatch(/^none: Error: Cannot find module/);
		expect(Object.values(choices([bound], { ...GLIBC, nodeAbi: 108 }))).toEqual(["opened"]);
	});

	test("of cmake-ts are tried from Node's own on downwards", () => {
		const built = ["108", "115", "127"].map((abi) =>
			file(`/d/node_modules/zeromq/build/linux/x64/node/glibc-${abi}-Release/addon.node`),
		);
		expect(Object.values(choices(built, node20))).toEqual([
			"opened",
			"opened",
			"it is for Node's ABI 127, and the Node that is there has 115",
		]);
	});
});
