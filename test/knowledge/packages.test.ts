import { describe, expect, test } from "vitest";
import { lackedVersion, releasesWith, renamedLibrary } from "../../src/knowledge/library-versions.ts";
import { alpinePackage, isOfHostDriver } from "../../src/knowledge/packages.ts";

test.each([
	["libssl.so.1.1", "3.16", "libssl1.1"],
	["libssl.so.1.1", "3.18", "openssl1.1-compat"],
	["libssl.so.1.1", "3.19", undefined],
	["libssl.so.3", "3.16", undefined],
	["libssl.so.3", "3.20", "libssl3"],
	["libssl.so.3", undefined, "libssl3"],
	["libz.so.1", "3.6", "zlib"],
	["libgbm.so.1", "3.20", "mesa-gbm"],
	["libunknown.so.1", "3.20", undefined],
])("%s on Alpine %s is in %s", (soname, release, name) => {
	expect(alpinePackage(soname, release)).toBe(name);
});

test.each([
	["libcuda.so.1", true],
	["libnvidia-ml.so.1", true],
	["libnvcuvid.so", true],
	["libcudart.so.12", false],
	["libcublas.so.12", false],
	["libcuda-like.so.1", false],
])("%s comes from the driver of the machine: %s", (soname, expected) => {
	expect(isOfHostDriver(soname)).toBe(expected);
});

describe("versions of a package's library", () => {
	test.each([
		["libssl.so.3", "debian:12", ["OPENSSL_3.0.0"], undefined],
		["libssl.so.3", "debian:12", ["OPENSSL_3.0.0", "OPENSSL_3.4.0"], "OPENSSL_3.4.0"],
		["libssl.so.3", "debian:13", ["OPENSSL_3.4.0"], undefined],
		["libssl.so.3", "debian:99", ["OPENSSL_3.4.0"], undefined],
		["libcurl.so.4", "debian:12", ["CURL_OPENSSL_3"], "CURL_OPENSSL_3"],
		["libcurl.so.4", "debian:12", ["CURL_OPENSSL_4"], undefined],
	])("%s of %s, of %j", (soname, release, wanted, expected) => {
		expect(lackedVersion(soname, release, wanted)).toBe(expected);
	});
	test("are told by release", () => {
		expect(releasesWith("OPENSSL_3.4.0")).toEqual(["debian:13"]);
		expect(releasesWith("CURL_OPENSSL_3")).toEqual([]);
	});
});

test("libaio has another name since times have 64 bits", () => {
	expect(renamedLibrary("libaio.so.1", "debian:13")).toMatchObject({ package: "libaio1t64", soname: "libaio.so.1t64" });
	expect(renamedLibrary("libaio.so.1", "debian:12")).toBeUndefined();
});
