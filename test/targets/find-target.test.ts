import { describe, expect, test } from "vitest";
import type { ElfFile } from "../../src/elf/elf-file.ts";
import { canonicalName, checkTargetName, findTarget, listTargets } from "../../src/targets/find-target.ts";
import type { Target } from "../../src/targets/target.ts";
import { UnknownTargetError } from "../../src/targets/unknown-target-error.ts";

function target(name: string, arch = "x86_64"): Target {
	const found = findTarget(name, arch);
	if (found === undefined) throw new Error(`${name} is not there for ${arch}`);
	return found;
}

function elfAt(of: Target, path: string): ElfFile {
	const found = of.tree.lookup(path);
	const content = found.found && found.entry.type === "file" ? found.entry.content() : undefined;
	if (content?.kind !== "elf") throw new Error(`${of.name} has no ELF file at ${path}`);
	return content.elf;
}

function exportsOf(of: Target, path: string, name: string): readonly (string | undefined)[] {
	const symbols = elfAt(of, path).dynamic?.symbols.named(name) ?? [];
	return symbols.filter(({ sectionIndex }) => sectionIndex !== 0).map(({ version }) => version?.name);
}

describe("names", () => {
	test.each([
		["alpine", "alpine:3.24"],
		["musl", "alpine:3.24"],
		["alpine:3.20", "alpine:3.20"],
		["docker.io/library/alpine:3.20", "alpine:3.20"],
		["busybox:glibc", "busybox:1.38.0-glibc"],
		["busybox:1.37-musl", "busybox:1.37.0-musl"],
		["busybox:1.33-glibc", "busybox:1.33.1-glibc"],
		["debian:bookworm-slim", "debian:12-slim"],
		["debian:slim", "debian:12-slim"],
		["gcr.io/distroless/static-debian12:nonroot", "distroless/static-debian12"],
		["distroless/cc", "distroless/cc-debian13"],
		["alpine+gcompat", "alpine:3.24+gcompat"],
		["scratch", "scratch"],
		["./my-base.tar", "./my-base.tar"],
	])("%s is %s", (name, canonical) => {
		expect(canonicalName(name)).toBe(canonical);
	});

	test("architectures answer to Docker's names", () => {
		expect(target("alpine:3.20", "amd64").arch).toBe("x86_64");
		expect(target("alpine:3.20", "linux/arm64").arch).toBe("aarch64");
		expect(target("alpine:3.20", "arm/v7").arch).toBe("armv7l");
		expect(target("alpine:3.20", "386").machine).toBe(3);
	});

	test("an architecture that an image does not have is no target", () => {
		expect(findTarget("alpine:3.6", "riscv64")).toBeUndefined();
		expect(findTarget("distroless/cc-debian12", "i386")).toBeUndefined();
		expect(findTarget("alpine:3.20", "m68k")).toBeUndefined();
	});

	test.each([
		["alpin:3.20", /did you mean alpine:3.20/],
		["alpine:3.99", /no such image here/],
		["alpine:3.20+gcompta", /no add-on "gcompta"; did you mean gcompat/],
		["alpine:3.6+gcompat", /no package gcompat/],
		["debian:12-slim+lib64-symlink", /musl's loader/],
		["+gcompat:1.1.0", /no such image/],
	])("%s is refused", (name, message) => {
		expect(() => checkTargetName(name)).toThrow(UnknownTargetError);
		expect(() => checkTargetName(name)).toThrow(message);
	});

	test("every listed name is found by every alias", () => {
		for (const { name, arch, aliases } of listTargets()) {
			expect([...aliases, name].map((alias) => canonicalName(alias))).toEqual([...aliases, name].map(() => name));
			expect(target(name, arch).tree.list("/").length > 0).toBe(name !== "scratch");
		}
	});
});

describe("provenance", () => {
	test("derived releases say so and what was changed", () => {
		const changesOf = (release: string, arch?: string) => {
			const { provenance } = target(`alpine:${release}`, arch);
			expect(provenance).toMatchObject({ basis: "derived", release });
			return provenance.changes?.join();
		};
		expect(changesOf("3.24")).toMatch(/derived from alpine:3\.23 of 2025-12-03.*musl 1\.2\.6.*zlib 1\.3\.2/);
		for (const release of ["3.21", "3.22", "3.23", "3.24"]) {
			expect(changesOf(release, "loongarch64")).toMatch(
				/derived from alpine:edge of 2025-01-08.*musl 1\.2\.[56].*libapk/,
			);
		}
	});

	test("a derived release has the newer library under its own name, and not the older one", () => {
		const { tree } = target("alpine:3.24");
		expect(tree.lookup("/usr/lib/libz.so.1")).toMatchObject({ found: true, realPath: "/usr/lib/libz.so.1.3.2" });
		expect(tree.lookup("/usr/lib/libz.so.1.3.1")).toEqual({ found: false, errno: "ENOENT" });
		expect(exportsOf(target("alpine:3.24"), "/usr/lib/libz.so.1", "compress_z")).toHaveLength(1);
		expect(exportsOf(target("alpine:3.23"), "/usr/lib/libz.so.1", "compress_z")).toEqual([]);
	});

	test("real roots carry file name, hash, date, release and package", () => {
		expect(target("alpine:3.20").provenance).toMatchObject({
			basis: "measured",
			sha256: "d4e6fd67dcf75e40c451560ac7265166c2b72a0f38ddc9aae756a7de3d1efa0c",
			release: "3.20.3",
			libcPackage: "1.2.5-r0",
		});
		expect(target("alpine:3.20").provenance.source).toContain("alpine-minirootfs-3.20.3-x86_64.tar.gz");
		expect(target("debian:12-slim").provenance).toMatchObject({ basis: "assembled" });
		expect(target("distroless/base-debian12").provenance.source).toMatch(/libc6 2\.36/);
	});

	test("real sizes order the images", () => {
		const sizes = ["scratch", "distroless/static-debian12", "busybox:musl", "busybox:glibc", "alpine:3.20"];
		const bytes = sizes.map((name) => target(name).size?.compressedBytes ?? -1);
		expect(bytes.every((size) => size >= 0)).toBe(true);
		expect(target("debian:12-slim").size?.unpackedBytes).toBeGreaterThan(50e6);
		expect(target("alpine:3.20+gcompat").size).toBeUndefined();
	});
});

describe("what stands in the images", () => {
	test.each([
		["alpine:3.6", "1.1.16"],
		["alpine:3.12", "1.1.24"],
		["alpine:3.16", "1.2.3"],
		["alpine:3.19", "1.2.4_git20230717"],
		["alpine:3.20", "1.2.5"],
		["alpine:3.24", "1.2.6"],
	])("%s has musl %s", (name, version) => {
		expect(target(name).libc).toMatchObject({ kind: "musl", version });
	});

	test.each([
		["busybox:1.33-glibc", "2.28"],
		["debian:11-slim", "2.31"],
		["debian:12-slim", "2.36"],
		["distroless/base-debian12", "2.36"],
		["debian:13-slim", "2.41"],
		["debian:testing-slim", "2.43"],
		["busybox:glibc", "2.41"],
		["ubuntu:16.04", "2.23"],
		["ubuntu:jammy", "2.35"],
		["ubuntu:24.04", "2.39"],
		["ubuntu", "2.43"],
	])("%s has glibc %s, searching Debian's folders", (name, version) => {
		const systemDirectories = ["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib", "/usr/lib"];
		expect(target(name).libc).toEqual({ kind: "glibc", version, systemDirectories });
	});

	test.each(["scratch", "busybox:musl", "busybox:uclibc", "distroless/static-debian12"])("%s has no loader", (name) => {
		expect(target(name).libc).toEqual({ kind: "unknown" });
		expect(target(name).loaders).toEqual([]);
	});

	test("musl's names come and go as they did", () => {
		const musl = (name: string, symbol: string) =>
			exportsOf(target(name), "/lib/ld-musl-x86_64.so.1", symbol).length > 0;
		expect(["3.8", "3.9"].map((release) => musl(`alpine:${release}`, "getrandom"))).toEqual([false, true]);
		expect(["3.14", "3.15"].map((release) => musl(`alpine:${release}`, "qsort_r"))).toEqual([false, true]);
		expect(["3.18", "3.19"].map((release) => musl(`alpine:${release}`, "open64"))).toEqual([true, false]);
		expect(["3.19", "3.20"].map((release) => musl(`alpine:${release}`, "statx"))).toEqual([false, true]);
		expect(["3.22", "3.23"].map((release) => musl(`alpine:${release}`, "posix_getdents"))).toEqual([false, true]);
		expect(["3.23", "3.24"].map((release) => musl(`alpine:${release}`, "renameat2"))).toEqual([false, true]);
		expect(["3.9", "3.10"].map((release) => musl(`alpine:${release}`, "__strdup"))).toEqual([true, false]);
	});

	test("glibc's versions stand at its symbols", () => {
		const libc = "/lib/x86_64-linux-gnu/libc.so.6";
		expect(exportsOf(target("debian:12-slim"), libc, "pthread_create").toSorted()).toEqual([
			"GLIBC_2.2.5",
			"GLIBC_2.34",
		]);
		expect(exportsOf(target("debian:11-slim"), libc, "pthread_create")).toEqual([]);
		expect(exportsOf(target("debian:12-slim"), libc, "__isoc23_strtol")).toEqual([]);
		expect(exportsOf(target("debian:13-slim"), libc, "__isoc23_strtol")).toEqual(["GLIBC_2.38"]);
	});

	test("busybox:glibc has no libdl.so.2, debian has; only debian has a cache", () => {
		const found = (name: string, path: string) => target(name).tree.lookup(path).found;
		expect(found("busybox:glibc", "/lib/libdl.so.2")).toBe(false);
		expect(found("debian:12-slim", "/lib/x86_64-linux-gnu/libdl.so.2")).toBe(true);
		const names = ["debian:12-slim", "busybox:glibc", "distroless/cc-debian12"];
		expect(names.map((name) => found(name, "/etc/ld.so.cache"))).toEqual([true, false, false]);
		const cache = target("debian:12-slim").tree.entry("/etc/ld.so.cache");
		expect(cache?.type === "file" && cache.bytes()?.read(0, 20).toString()).toBe("glibc-ld.so.cache1.1");
	});

	test("big-endian and 32-bit targets keep their layout", () => {
		expect(elfAt(target("alpine:3.20", "s390x"), "/lib/ld-musl-s390x.so.1")).toMatchObject({
			endianness: "big",
			machine: 22,
		});
		expect(elfAt(target("alpine:3.20", "i386"), "/lib/ld-musl-i386.so.1")).toMatchObject({
			class: "ELF32",
			machine: 3,
		});
		expect(target("busybox:glibc", "armv5l").tree.lookup("/lib/ld-linux.so.3").found).toBe(true);
	});
});

describe("add-ons", () => {
	const loader = "/lib64/ld-linux-x86-64.so.2";
	const leadsTo = (name: string, path: string) => {
		const found = target(name).tree.lookup(path);
		return found.found ? found.realPath : found.errno;
	};

	test("+lib64-symlink leads glibc's loader path to musl", () => {
		expect(leadsTo("alpine:3.20", loader)).toBe("ENOENT");
		expect(leadsTo("alpine:3.20+lib64-symlink", loader)).toBe("/lib/ld-musl-x86_64.so.1");
		expect(target("alpine:3.20+lib64-symlink")).toMatchObject({
			name: "alpine:3.20+lib64-symlink",
			provenance: { basis: "derived" },
		});
	});

	test("+libc6-compat is what the release means by it", () => {
		expect(leadsTo("alpine:3.8+libc6-compat", loader)).toBe("/lib/ld-musl-x86_64.so.1");
		expect(leadsTo("alpine:3.8+libc6-compat", "/lib/ld-linux-x86-64.so.2")).toBe("/lib/ld-musl-x86_64.so.1");
		expect(leadsTo("alpine:3.18+libc6-compat", loader)).toBe("/lib/ld-musl-x86_64.so.1");
		expect(leadsTo("alpine:3.18+libc6-compat", "/lib/ld-linux-x86-64.so.2")).toBe("ENOENT");
		expect(leadsTo("alpine:3.19+libc6-compat", loader)).toBe("/lib/ld-linux-x86-64.so.2");
		expect(target("alpine:3.19+libc6-compat").loaders?.map(({ libc }) => libc.kind)).toEqual(["musl", "gcompat"]);
	});

	test("+gcompat brings stub, library and links of the release's package", () => {
		const stub = target("alpine:3.20+gcompat").loaders?.find(({ libc }) => libc.kind === "gcompat");
		expect(stub).toEqual({
			path: "/lib/ld-linux-x86-64.so.2",
			libc: {
				kind: "gcompat",
				version: "1.1.0",
				loader: "/lib/ld-musl-x86_64.so.1",
				preload: ["/lib/libgcompat.so.0"],
			},
		});
		expect(exportsOf(target("alpine:3.20+gcompat"), "/lib/libgcompat.so.0", "__rawmemchr")).toEqual([undefined]);
		expect(exportsOf(target("alpine:3.20+gcompat"), "/lib/libgcompat.so.0", "fcntl64")).toEqual([]);
		expect(leadsTo("alpine:3.20+gcompat", "/lib/libresolv.so.2")).toBe("/lib/libgcompat.so.0");
		expect(leadsTo("alpine:3.18+gcompat", "/lib/libresolv.so.2")).toBe("/lib/ld-linux-x86-64.so.2");
		expect(leadsTo("alpine:3.16+gcompat", "/lib/libresolv.so.2")).toBe("ENOENT");
		expect(leadsTo("alpine:3.16+gcompat", loader)).toBe("/lib/ld-linux-x86-64.so.2");
	});

	test("+libstdc++ has the names of the release's GCC and no newer ones", () => {
		const library = "/usr/lib/libstdc++.so.6";
		const symbol = "_ZSt25__codecvt_utf8_to_utf16_strPKcS0_"; // nobody's
		expect(exportsOf(target("alpine:3.20+libstdc++"), library, symbol)).toEqual([]);
		const filesystem = "_ZNSt10filesystem7__cxx114path14_S_convert_locEPKcS3_RKSt6locale"; // GLIBCXX_3.4.26, GCC 9
		expect(exportsOf(target("alpine:3.10+libstdc++"), library, filesystem)).toEqual([]);
		expect(exportsOf(target("alpine:3.11+libstdc++"), library, filesystem)).toEqual(["GLIBCXX_3.4.26"]);
		expect(exportsOf(target("alpine:3.20+libgcc"), "/usr/lib/libgcc_s.so.1", "_Unwind_Resume")).toEqual(["GCC_3.0"]);
		expect(leadsTo("alpine:3.20+libgcc", library)).toBe("ENOENT");
	});

	test("+libstdc++ on a glibc image is that of the Debian with this glibc", () => {
		expect(leadsTo("distroless/base-debian12+libstdc++", "/lib/x86_64-linux-gnu/libstdc++.so.6")).toMatch(/libstdc/);
		expect(leadsTo("busybox:glibc+libstdc++", "/lib/libstdc++.so.6")).toBe("/lib/libstdc++.so.6");
		expect(findTarget("scratch+libstdc++", "x86_64")).toBeUndefined();
	});
});
