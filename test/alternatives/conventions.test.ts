import { describe, expect, test } from "vitest";
import { ARM64, choices, file, GLIBC, MUSL } from "./choices.ts";

describe("npm packages for one platform each", () => {
	const gnu = file("/a/node_modules/@swc/core-linux-x64-gnu/swc.linux-x64-gnu.node");
	const musl = file("/a/node_modules/@swc/core-linux-x64-musl/swc.linux-x64-musl.node");

	test("are asked for by name", () => {
		expect(choices([gnu, musl], MUSL)).toEqual({ [gnu.path]: "it is for glibc", [musl.path]: "opened" });
		expect(choices([gnu], MUSL)).toEqual({ [gnu.path]: "none: Error: Cannot find module '@swc/core-linux-x64-musl'" });
		expect(choices([gnu], ARM64)).toEqual({
			[gnu.path]: "none: Error: Cannot find module '@swc/core-linux-arm64-gnu'",
		});
	});

	test("say their libc in package.json where the name does not", () => {
		const watcher = file("/a/node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node");
		const json = { "/a/node_modules/@img/sharp-linux-x64/package.json": { cpu: ["x64"], libc: ["glibc"] } };
		expect(choices([watcher], GLIBC, json)).toEqual({ [watcher.path]: "opened" });
		expect(choices([watcher], MUSL, json)).toEqual({
			[watcher.path]: 'none: Could not load the "sharp" module using the linuxmusl-x64 runtime',
		});
	});

	test("run on every libc where nothing names one", () => {
		const esbuild = file("/a/node_modules/@esbuild/linux-x64/bin/esbuild", { isProgram: true });
		expect(choices([esbuild], MUSL)).toEqual({ [esbuild.path]: "opened" });
	});

	test("bring libraries of which nothing is said where the addon is missed", () => {
		const folder = "/a/node_modules/@img/sharp-libvips-linuxmusl-x64/lib";
		expect(choices([file(`${folder}/libvips-cpp.so.8`)], GLIBC)).toEqual({
			[`${folder}/libvips-cpp.so.8`]: "it is for musl",
		});
	});

	test("hold files with tags, as node-gyp-build has them", () => {
		const files = ["node.napi.glibc.node", "node.napi.musl.node"].map((name) =>
			file(`/a/node_modules/@lmdb/lmdb-linux-x64/${name}`),
		);
		expect(Object.values(choices(files, MUSL))).toEqual(["it is for glibc", "opened"]);
	});
});

describe("addons whose path names the platform", () => {
	test("beside the loader of napi-rs", () => {
		const files = ["index.linux-x64-gnu.node", "index.linux-arm64-gnu.node"].map((name) => file(`/app/${name}`));
		expect(Object.values(choices(files, GLIBC))).toEqual(["opened", "it is for linux-arm64-gnu"]);
		expect(Object.values(choices(files, MUSL)).filter((choice) => choice.startsWith("none"))).toHaveLength(1);
	});

	test("below process.platform and process.arch, with the libraries beside them", () => {
		const folder = "/a/node_modules/onnxruntime-node/bin/napi-v6/linux";
		const files = ["x64/o.node", "arm64/o.node", "x64/libo.so.1", "arm64/libo.so.1"].map((name) =>
			file(`${folder}/${name}`),
		);
		expect(Object.values(choices(files, GLIBC))).toEqual([
			"opened",
			"it is for linux-arm64",
			"opened",
			"it is for linux-arm64",
		]);
	});
});

describe("libraries in jars", () => {
	const jar = (inside: string) => file(`/lib/a.jar!/${inside}`);

	test.each([
		[
			"org/xerial/snappy/native/Linux/x86_64/libsnappyjava.so",
			"org/xerial/snappy/native/Linux/aarch64/libsnappyjava.so",
		],
		["META-INF/native/libnetty_epoll_x86_64.so", "META-INF/native/libnetty_epoll_aarch_64.so"],
		["com/sun/jna/linux-x86-64/libjnidispatch.so", "com/sun/jna/linux-aarch64/libjnidispatch.so"],
		["librocksdbjni-linux64.so", "librocksdbjni-linux-aarch64.so"],
		["linux/amd64/libzstd-jni-1.5.so", "linux/aarch64/libzstd-jni-1.5.so"],
		["jni/x86_64-Linux/libjffi-1.2.so", "jni/aarch64-Linux/libjffi-1.2.so"],
	])("%s is opened, not %s", (own, other) => {
		const found = choices([jar(own), jar(other)], GLIBC);
		expect(found[jar(own).path]).toBe("opened");
		expect(found[jar(other).path]).toMatch(/^it is for /);
	});

	test("for musl are told apart where the loader does", () => {
		const files = ["Linux-Musl/x86_64", "Linux/x86_64", "Linux-Android/x86_64"].map((name) =>
			jar(`org/sqlite/native/${name}/libsqlitejdbc.so`),
		);
		expect(Object.values(choices(files, MUSL))).toEqual([
			"opened",
			"another one is opened",
			"it is for Linux-Android-x86_64",
		]);
	});

	test("are missed in the loader's words, unless it does without", () => {
		expect(Object.values(choices([jar("linux/aarch64/libfoo.so")], GLIBC))[0]).toMatch(/UnsatisfiedLinkError/);
		expect(Object.values(choices([jar("META-INF/native/libnetty_epoll_aarch_64.so")], GLIBC))).toEqual([
			"it is for aarch_64",
		]);
	});
});

describe(".NET's runtime identifiers", () => {
	const native = (rid: string) => file(`/app/runtimes/${rid}/native/libe_sqlite3.so`);

	test("fall back from musl to plain Linux, never from glibc to musl", () => {
		const files = ["linux-x64", "linux-musl-x64", "linux-arm64"].map(native);
		expect(Object.values(choices(files, MUSL))).toEqual(["another one is opened", "opened", "it is for linux-arm64"]);
		expect(Object.values(choices(files, GLIBC))).toEqual(["opened", "it is for musl", "it is for linux-arm64"]);
		expect(Object.values(choices([native("linux-x64")], MUSL))).toEqual(["opened"]);
		expect(Object.values(choices([native("linux-musl-x64")], GLIBC))[0]).toMatch(/^none: System\.DllNotFoundException/);
	});
});

describe("Python modules of one name", () => {
	test("are opened by the Python of their folder", () => {
		const folder = "/usr/lib/python3.11/site-packages/n";
		const files = ["cpython-310-x86_64-linux-gnu", "cpython-311-x86_64-linux-gnu", "cpython-311-aarch64-linux-gnu"].map(
			(tag) => file(`${folder}/core.${tag}.so`),
		);
		expect(Object.values(choices(files, GLIBC))).toEqual([
			"it is for another Python than 3.11",
			"opened",
			"it is for cpython-311-aarch64-linux-gnu",
		]);
	});

	test("are judged by what they are where one stands alone", () => {
		expect(choices([file("/p/core.cpython-311-x86_64-linux-gnu.so")], MUSL)).toEqual({});
	});
});

describe("paths that differ in the machine alone", () => {
	test("hold one file for each", () => {
		const files = [file("/app/lib/x86_64/libf.so"), file("/app/lib/aarch64/libf.so")];
		expect(Object.values(choices(files, GLIBC))).toEqual(["opened", "it is for aarch64"]);
	});

	test("are no choice where the content is not what the name says", () => {
		const files = [file("/app/bin/linux-x64/t"), file("/app/bin/linux-arm64/t", { family: "x86_64" })];
		expect(choices(files, GLIBC)).toEqual({});
	});

	test("are judged whatever C library they name, where none names the host's", () => {
		const files = [file("/t/x86_64-linux-musl/libf.so"), file("/t/aarch64-linux-musl/libf.so")];
		expect(Object.values(choices(files, GLIBC))[0]).toBe("opened");
	});
});
