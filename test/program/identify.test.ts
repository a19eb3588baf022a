import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ByteSource } from "../../src/bytes/byte-source.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";
import type { ElfFile } from "../../src/elf/elf-file.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { identifyProgram } from "../../src/program/identify.ts";
import { classifyContent } from "../../src/tree/file-content.ts";
import { memoryFile, memoryTree } from "../../src/tree/memory-tree.ts";
import { fixtureBytes, identified, identifiedBytes } from "./sources.ts";

describe("what a program was made by", () => {
	test.each([
		["x86_64-glibc/go-static", "go", { version: /^go1\.\d+/, cgo: "0", goarch: "amd64" }],
		["x86_64-glibc/go-pie", "go", { cgo: "0" }],
		["x86_64-glibc/go-cgo", "go", { cgo: "1", cgoImports: "getaddrinfo" }],
		["x86_64-glibc/rust", "rust", { version: /^1\.\d+/ }],
		["x86_64-glibc/cxx", "c++", { glibcxx: "3.4.21", cxxabi: "1.3.9" }],
		["x86_64-glibc/hello", "c", {}],
		["x86_64-musl/hello-static", "c", {}],
		["s390x-glibc/hello", "c", {}],
	])("%s is %s", (name, kind, details: Readonly<Record<string, string | RegExp>>) => {
		const program = identified(name);
		expect(program.kind).toBe(kind);
		expect(program.evidence.length).toBeGreaterThan(0);
		for (const [key, expected] of Object.entries(details)) expect(program.details[key]).toMatch(expected);
		expect(program.opaque).toBeUndefined();
	});

	test("cgo without look-ups in the C library is told apart", () => {
		expect(identified("x86_64-glibc/go-static").details).not.toHaveProperty("cgoImports");
	});
});

describe("plug-ins", () => {
	test.each([
		["x86_64-glibc/sample.cpython-311-x86_64-linux-gnu.so", "python-extension", "python", "now"],
		["x86_64-musl/sample.cpython-311-x86_64-linux-musl.so", "python-extension", "python", "now"],
		["x86_64-glibc/sample.node", "node-addon", "node", "lazy"],
		["x86_64-musl/sample.node", "node-addon", "node", "lazy"],
		["x86_64-glibc/libsample-jni.so", "jni-library", "java", "lazy"],
		["x86_64-glibc/Sample.so", "perl-extension", "perl", "lazy"],
	])("%s is a %s", (name, kind, host, binding) => {
		const program = identified(name);
		expect(program.kind).toBe(kind);
		expect(program.host).toMatchObject({ name: host, binding });
		expect(program.details.host).toBe(host);
	});

	test.each([
		"x86_64-glibc/libgd-tls.so",
		"x86_64-glibc/v1/libgreet.so.1",
		"x86_64-glibc/hello",
		"x86_64-glibc/hello.o",
	])("%s is nobody's", (name) => {
		expect(identified(name).host).toBeUndefined();
	});

	test("get their host's symbols from it, and no others", () => {
		const python = identified("x86_64-glibc/sample.cpython-311-x86_64-linux-gnu.so").host;
		expect(["PyLong_FromLong", "_Py_Dealloc", "PyExc_ValueError"].map((name) => python?.provides(name))).toEqual([
			true,
			true,
			true,
		]);
		// sqrt has a version in this file: it is libm's, which the file needs itself.
		expect(["sqrt", "Pyramid", "__printf_chk", "puts"].map((name) => python?.provides(name))).toEqual([
			false,
			false,
			false,
			false,
		]);
		const node = identified("x86_64-glibc/sample.node").host;
		expect(
			["napi_create_string_utf8", "_ZN2v87Isolate10GetCurrentEv", "uv_run"].map((name) => node?.provides(name)),
		).toEqual([true, true, true]);
		expect(["__fprintf_chk", "fprintf", "stderr"].map((name) => node?.provides(name))).toEqual([false, false, false]);
	});

	test("built for musl leave math to a host that links it", () => {
		const python = identified("x86_64-musl/sample.cpython-311-x86_64-linux-musl.so").host;
		expect(python?.provides("sqrt")).toBe(true);
		expect(python?.provides("getrandom")).toBe(false);
	});

	test("of Python tell their tags", () => {
		expect(identified("x86_64-musl/sample.cpython-311-x86_64-linux-musl.so").details).toMatchObject({
			abi: "cp311",
			platform: "x86_64-linux-musl",
		});
		const extension = fixtureBytes("x86_64-glibc/sample.cpython-311-x86_64-linux-gnu.so");
		expect(identifiedBytes(extension, "/sample.abi3.so").details.abi).toBe("abi3");
		expect(identifiedBytes(extension, "/sample.pypy39-pp73-x86_64-linux-gnu.so").details.abi).toBe("pypy39_pp73");
	});

	test("of Python name the wheel that they came in", () => {
		const site = "/usr/lib/python3.11/site-packages";
		const wheel = "Wheel-Version: 1.0\nTag: cp311-cp311-manylinux_2_17_x86_64\nTag: cp311-cp311-manylinux2014_x86_64\n";
		const tree = memoryTree([[`${site}/Sample_Pack-1.2.dist-info/WHEEL`, memoryFile("WHEEL", Buffer.from(wheel))]]);
		const path = `${site}/sample_pack/_core.cpython-311-x86_64-linux-gnu.so`;
		expect(identified("x86_64-glibc/sample.cpython-311-x86_64-linux-gnu.so", path, tree).details.wheel).toBe(
			"cp311-cp311-manylinux_2_17_x86_64 cp311-cp311-manylinux2014_x86_64",
		);
	});

	test("of Node tell whether any version of it opens them", () => {
		expect(identified("x86_64-glibc/sample.node").details.abi).toBe("napi");
	});
});

describe("addons", () => {
	test("that look Node's names up themselves are known by their export", () => {
		const bytes = fixtureBytes("x86_64-glibc/sample.node");
		bytes.write("mine_create", bytes.indexOf("napi_create_string_utf8"));
		expect(identifiedBytes(bytes, "/sample.node")).toMatchObject({ kind: "node-addon", host: { name: "node" } });
	});

	test("that export nothing for Node are known by their imports and their name", () => {
		const bytes = fixtureBytes("x86_64-glibc/sample.node");
		bytes.write("mine_register_module_v1", bytes.indexOf("napi_register_module_v1"));
		expect(identifiedBytes(bytes, "/sample.node").kind).toBe("node-addon");
		expect(identifiedBytes(bytes, "/libshared.so")).toMatchObject({ kind: "c", host: { name: "node" } });
	});
});

/** `hello` with other names in its dynamic table. */
function helloWith(exports: readonly string[], needed: readonly string[]) {
	const source = memorySource("hello", fixtureBytes("x86_64-glibc/hello"));
	const elf = parseElf(source);
	if (elf.dynamic === undefined) throw new Error("hello is dynamic");
	const row = { ...elf.dynamic.symbols.at(0), sectionIndex: 1 };
	const rows = exports.map((name) => ({ ...row, name }));
	const symbols = {
		length: rows.length,
		undefinedCount: 0,
		undefinedIndexes: [],
		at: (index: number) => rows[index] ?? row,
		named: (name: string) => rows.filter((one) => one.name === name),
	};
	return identifyProgram({ ...elf, dynamic: { ...elf.dynamic, needed, symbols } }, { path: "/app", source });
}

describe("tool chains, by what their programs export or need", () => {
	test.each([
		["chromium", ["ChromeMain"], ["libnss3.so"], "exports ChromeMain"],
		["electron", ["napi_create_object"], ["libgtk-3.so.0"], "exports napi_create_object and needs libgtk-3.so.0"],
		["node", ["napi_create_object"], ["libc.so.6"], "exports napi_create_object"],
		["crystal", ["__crystal_main"], ["libgc.so.1"], "exports __crystal_main"],
		["dart", ["Dart_Initialize"], ["libc.so.6"], "exports Dart_Initialize"],
		["swift", [], ["libswiftCore.so"], "needs libswiftCore.so"],
		["c", [], ["libc.so.6"], "its .comment says"],
	])("%s", (kind, exports, needed, evidence) => {
		const program = helloWith(exports, needed);
		expect(program.kind).toBe(kind);
		expect(program.evidence[0]).toContain(evidence);
	});

	test.each([
		["/rustc/9fc6b43126469e3858e2fe86cafb4f0fd5068869/library/core/src/fmt/mod.rs", "rust"],
		["/usr/src/rustc-1.63.0/library/core/src/str/pattern.rs", "rust"],
		["/srv/library/core/main.c", undefined],
	])("without a comment, by the place of its library's sources: %s", (path, kind) => {
		const hello = fixtureBytes("x86_64-glibc/hello");
		const constants = Buffer.from(`\0${path}\0`);
		const source = memorySource("app", Buffer.concat([hello, constants]));
		const elf = parseElf(source);
		const segment = { type: 1, address: 0n, memorySizeBytes: 64n, alignment: 1n, flags: 4 };
		const segments = [{ ...segment, offset: hello.length, fileSizeBytes: constants.length }];
		const found = identifyProgram({ ...elf, segments }, { path: "/app", source }).kind;
		expect(found === "rust" ? found : undefined).toBe(kind);
	});
});

describe("what hides or carries a program", () => {
	const hello = fixtureBytes("x86_64-glibc/hello");
	const cookie = Buffer.from("MEI\x0c\x0b\x0a\x0b\x0e", "latin1");

	test("AppImage, by its magic", () => {
		const bytes = Buffer.from(hello);
		bytes.write("AI\x02", 8, "latin1");
		expect(identifiedBytes(bytes).kind).toBe("appimage");
	});

	test("GraalVM, by the section of its heap", () => {
		const bytes = Buffer.from(hello);
		bytes.write(".svm_heap\0", bytes.lastIndexOf(".gnu.hash\0"), "latin1");
		expect(identifiedBytes(bytes).kind).toBe("graalvm-native-image");
	});

	test.each([
		["pyinstaller", Buffer.concat([Buffer.alloc(5000), cookie, Buffer.alloc(80)])],
		["bun", Buffer.concat([Buffer.alloc(5000), Buffer.from("\n---- Bun! ----\n")])],
		["deno", Buffer.concat([Buffer.alloc(5000), Buffer.from("d3n0l4nd"), Buffer.alloc(16)])],
	])("%s, by its trailer", (kind, tail) => {
		expect(identifiedBytes(Buffer.concat([hello, tail])).kind).toBe(kind);
		// The same bytes far in front of the end are not a trailer.
		expect(identifiedBytes(Buffer.concat([hello, tail, Buffer.alloc(100_000)])).kind).toBe("c");
	});

	test.each([
		["node-sea", "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1"],
		["pkg", "PAYLOAD_POSITION"],
		["deno", "d3n0l4nd"],
	])("%s, by what a program with Node's interface holds", (kind, mark) => {
		const constants = Buffer.from(`\0${mark}\0`);
		const source = memorySource("app", Buffer.concat([hello, constants]));
		const elf = parseElf(source);
		if (elf.dynamic === undefined) throw new Error("hello is dynamic");
		const segment = { type: 1, address: 0n, memorySizeBytes: 64n, alignment: 1n, flags: 4 };
		const segments = [{ ...segment, offset: hello.length, fileSizeBytes: constants.length }];
		const exported = { ...elf.dynamic.symbols.at(0), name: "napi_create_object", sectionIndex: 1 };
		const named = (name: string) => (name === exported.name ? [exported] : []);
		const symbols = { length: 0, undefinedCount: 0, undefinedIndexes: [], at: () => exported, named };
		const node = { ...elf, segments, dynamic: { ...elf.dynamic, symbols } };
		expect(identifyProgram(node, { path: "/app", source }).kind).toBe(kind);
		if (kind !== "node-sea") {
			expect(identifyProgram({ ...elf, segments }, { path: "/app", source }).kind).not.toBe(kind);
		}
	});

	test.each([
		[0n, "dotnet-apphost"],
		[4096n, "dotnet-single-file"],
	])(".NET hosts, with a bundle at %i: %s", (offset, kind) => {
		const signature = Buffer.from("8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae", "hex");
		const data = Buffer.alloc(64);
		data.writeBigUInt64LE(offset, 16);
		signature.copy(data, 24);
		const constants = Buffer.from("\0DOTNET_ROOT\0");
		const bytes = Buffer.concat([hello, constants, data]);
		const source = memorySource("app", bytes);
		const elf = parseElf(source);
		const segment = { type: 1, address: 0n, memorySizeBytes: 64n, alignment: 1n };
		const segments = [
			{ ...segment, flags: 4, offset: hello.length, fileSizeBytes: constants.length },
			{ ...segment, flags: 6, offset: hello.length + constants.length, fileSizeBytes: data.length },
		];
		expect(identifyProgram({ ...elf, segments }, { path: "/app", source }).kind).toBe(kind);
	});

	test("UPX in a library: its mark begins the code", () => {
		const bytes = Buffer.from(readFileSync("fixtures-bin/x86_64-glibc/libgd-tls.so"));
		const code = parseElf(memorySource("lib", bytes)).segments.find(
			({ type, flags }) => type === 1 && (flags & 1) !== 0,
		);
		bytes.write("UPX!", (code?.offset ?? 0) + 4, "latin1");
		expect(code?.offset).toBeGreaterThan(0);
		expect(identifiedBytes(bytes)).toMatchObject({
			opaque: "UPX",
			evidence: [expect.stringContaining("begins the code")],
		});
	});

	test.each([
		["is the last thing in the file", 0, Buffer.alloc(0)],
		["follows what is loaded, something else behind it", 3, Buffer.alloc(100)],
	])("UPX in a library whose code does not begin with its mark: its header %s", (_where, padding, overlay) => {
		const bytes = readFileSync("fixtures-bin/x86_64-glibc/libgd-tls.so");
		const loads = parseElf(memorySource("lib", bytes)).segments.filter(({ type }) => type === 1);
		const end = Math.max(...loads.map(({ offset, fileSizeBytes }) => offset + fileSizeBytes));
		const header = Buffer.concat([Buffer.alloc(padding), Buffer.from("UPX!"), Buffer.alloc(32)]);
		expect(identifiedBytes(Buffer.concat([bytes.subarray(0, end), header, overlay]))).toMatchObject({
			opaque: "UPX",
			evidence: [expect.stringContaining("stands at its end")],
		});
		expect(identifiedBytes(bytes.subarray(0, end)).opaque).toBeUndefined();
	});

	test("UPX is opaque", () => {
		const bytes = Buffer.from(hello);
		const behindHeaders = 64 + 56 * bytes.readUInt16LE(56);
		bytes.write("UPX!", behindHeaders + 4, "latin1");
		expect(identifiedBytes(bytes)).toMatchObject({ opaque: "UPX" });
	});
});

describe("which C library a file is said to be for", () => {
	const claims = (path: string, files: Readonly<Record<string, string>> = {}) => {
		const entries = Object.entries(files).map(([name, text]) => [name, memoryFile(name, Buffer.from(text))] as const);
		return identified("x86_64-glibc/hello", path, memoryTree(entries)).claimedLibc?.libc;
	};

	test.each([
		["/tool-linux-x64-musl", "musl"],
		["/tool.musl.node", "musl"],
		["/node.napi.glibc.node", "glibc"],
		["/app-x86_64-unknown-linux-musl", "musl"],
		["/app-aarch64-unknown-linux-gnu", "glibc"],
		["/app-armv7-unknown-linux-musleabihf", "musl"],
		["/x.cpython-311-x86_64-linux-gnu.so", "glibc"],
		["/node_modules/@img/sharp-linuxmusl-x64/lib/sharp-linuxmusl-x64.node", "musl"],
		["/node_modules/@img/sharp-linuxmusl-x64/lib/sharp.node", "musl"],
		["/node_modules/@swc/core-linux-x64-gnu/swc.node", "glibc"],
		["/build/prebuilds/linux-x64-musl/binding.node", "musl"],
		["/home/me/musl-tools/app", undefined],
		["/usr/lib/x86_64-linux-gnu/libfoo.so.1", undefined],
		["/usr/bin/x86_64-linux-musl-gcc", undefined],
		["/usr/bin/musl-ldd", undefined],
		["/usr/bin/riscv64-linux-gnu-as", undefined],
		["/sharp-linuxmusl-x64.node", "musl"],
		["/dist/a-1.0-cp311-cp311-musllinux_1_1_x86_64.whl!/a/x.cpython-311-x86_64-linux-gnu.so", "musl"],
		["a-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl!/a/x.so", "glibc"],
		["a-1.0-cp311-cp311-linux_x86_64.whl!/a/x.so", undefined],
		["/gnuplot", undefined],
		["/muslin", undefined],
		["/app", undefined],
	])("%s: %s", (path, libc) => {
		expect(claims(path)).toBe(libc);
	});

	test("by the npm package that it is in", () => {
		const folder = "/node_modules/binding";
		expect(claims(`${folder}/build/a.node`, { [`${folder}/package.json`]: '{"name":"b","libc":["musl"]}' })).toBe(
			"musl",
		);
		expect(claims(`${folder}/build/a.node`, { [`${folder}/package.json`]: '{"libc":"glibc"}' })).toBe("glibc");
		expect(
			claims(`${folder}/build/a.node`, { [`${folder}/package.json`]: '{"libc":["musl","glibc"]}' }),
		).toBeUndefined();
		expect(claims(`${folder}/build/a.node`, { [`${folder}/package.json`]: "{broken" })).toBeUndefined();
	});
});

describe("damaged files", () => {
	test("tell less and never fail", () => {
		const bytes = fixtureBytes("x86_64-glibc/sample.node");
		for (let at = 64; at < bytes.length; at += 97) {
			const damaged = Buffer.from(bytes);
			damaged.fill(0xff, at, at + 16);
			const source = memorySource("damaged", damaged);
			const content = classifyContent(source);
			if (content.kind !== "elf") continue;
			const program = identifyProgram(content.elf, { path: "/damaged", source });
			expect(() => [program.kind, program.host?.provides("napi_x"), [...program.strings]]).not.toThrow();
		}
	});
});

describe("text behind the first 32 MiB", () => {
	const size = 40 * 1024 * 1024;
	const bytes = fixtureBytes("x86_64-glibc/getaddrinfo-static");
	const source: ByteSource = {
		name: "large",
		size,
		read(offset, length) {
			const part = Buffer.alloc(length);
			bytes.copy(part, Math.max(0, size - bytes.length - offset), Math.max(0, offset - (size - bytes.length)));
			return part;
		},
	};
	const segment = {
		type: 1,
		flags: 4,
		offset: 0,
		address: 0n,
		fileSizeBytes: size,
		memorySizeBytes: BigInt(size),
		alignment: 16n,
	};
	const elf = parseElf(memorySource("getaddrinfo", bytes));
	const facts = (more: Partial<ElfFile>) =>
		identifyProgram({ ...elf, segments: [segment], ...more }, { path: "/app", source });

	test("is looked through in a static glibc program", () => {
		const { strings, unsearchedBytes } = facts({});
		expect(strings).toContain("in __nss_next");
		expect(unsearchedBytes).toBe(0);
	});
	test("is not in others, and its length is told", () => {
		const { strings, unsearchedBytes } = facts({ notes: {} });
		expect(strings).not.toContain("in __nss_next");
		expect(unsearchedBytes).toBe(8 * 1024 * 1024);
	});
});
