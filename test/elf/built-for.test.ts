import { describe, expect, it } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { builtFor, minimumGlibc } from "../../src/elf/built-for.ts";
import type { ElfFile } from "../../src/elf/elf-file.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { type ElfModel, writeElf } from "./elf-writer.ts";

function elf(model: ElfModel): ElfFile {
	return parseElf(memorySource("built-for", writeElf(model, { is64: true, littleEndian: true }).bytes));
}

const cases: readonly (readonly [string, ElfModel, string])[] = [
	["glibc's interpreter", { interpreter: "/lib64/ld-linux-x86-64.so.2", needed: ["libfoo.so"] }, "glibc"],
	["glibc's interpreter on ppc64le", { interpreter: "/lib64/ld64.so.2" }, "glibc"],
	["glibc's interpreter on s390x", { interpreter: "/lib/ld64.so.1" }, "glibc"],
	["glibc's interpreter under its old name", { interpreter: "/lib/ld-2.31.so" }, "glibc"],
	["musl's interpreter", { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.so"] }, "musl"],
	["uClibc's interpreter", { interpreter: "/lib/ld64-uClibc.so.1" }, "uclibc"],
	["bionic's interpreter", { interpreter: "/system/bin/linker64", needed: ["libc.so"] }, "bionic"],
	["Alpine's library name", { needed: ["libstdc++.so.6", "libc.musl-x86_64.so.1"] }, "musl"],
	["musl's own library name", { needed: ["libc.so"] }, "musl"],
	["glibc's library name", { needed: ["libc.so.6"] }, "glibc"],
	["glibc's libm", { needed: ["libm.so.6"] }, "glibc"],
	["uClibc's library name", { needed: ["libc.so.1"] }, "uclibc"],
	["a glibc version", { needed: ["libx.so"], versionNeeds: [{ file: "libc.so.6", versions: ["GLIBC_2.4"] }] }, "glibc"],
	["bionic's version", { needed: ["libc.so"], versionNeeds: [{ file: "libc.so", versions: ["LIBC"] }] }, "bionic"],
	["glibc itself", { soname: "libc.so.6", versionDefinitions: ["GLIBC_2.2.5", "GLIBC_PRIVATE"] }, "glibc"],
	["musl itself", { soname: "libc.musl-x86_64.so.1" }, "musl"],
	["a static program", { type: 2, dynamic: false }, "static"],
	["a static-pie program", { flags1: 0x08000000, symbols: [{ name: "weak", binding: 2 }] }, "static"],
	["a library that says nothing", { symbols: [{ name: "malloc" }] }, "unknown"],
	["a library that needs only another one", { needed: ["libfoo.so.1"] }, "unknown"],
	["an interpreter of nobody", { interpreter: "/opt/loader", needed: ["libfoo.so.1"] }, "unknown"],
];

describe("builtFor", () => {
	it.each(cases)("%s", (_name, model, libc) => {
		expect(builtFor(elf(model))).toBe(libc);
	});
});

describe("minimumGlibc", () => {
	const minimum = (versions: string[], weak = false): string | undefined =>
		minimumGlibc(elf({ versionNeeds: [{ file: "libc.so.6", versions, weak }] }));

	it.each([
		[["GLIBC_2.2.5", "GLIBC_2.34", "GLIBC_2.4"], "2.34"],
		[["GLIBC_2.2.5", "GLIBC_2.2"], "2.2.5"],
		[["GLIBC_2.9", "GLIBC_2.10"], "2.10"],
		[["GLIBC_2.17", "GLIBC_ABI_DT_RELR"], "2.36"],
		[["GLIBC_2.38", "GLIBC_ABI_DT_RELR"], "2.38"],
		[["GLIBC_PRIVATE"], undefined],
		[["GLIBCXX_3.4", "GCC_3.0"], undefined],
		[["GLIBC_2.99999999999999999999"], undefined],
	])("of %j is %s", (versions, expected) => {
		expect(minimum(versions)).toBe(expected);
	});

	it("leaves weak needs out", () => {
		expect(minimum(["GLIBC_2.38"], true)).toBeUndefined();
	});

	it("is absent for a static program", () => {
		expect(minimumGlibc(elf({ dynamic: false }))).toBeUndefined();
	});
});
