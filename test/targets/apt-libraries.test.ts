import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { aptPackagesOf, aptReleaseNamed, knownAptReleases } from "../../src/targets/apt-libraries.ts";

describe("the package of a library", () => {
	test("is told by release", () => {
		expect([...aptPackagesOf("libssl.so.3")]).toEqual([
			["debian:12", "libssl3"],
			["debian:13", "libssl3t64"],
			["ubuntu:22.04", "libssl3"],
			["ubuntu:24.04", "libssl3t64"],
			["ubuntu:26.04", "libssl3t64"],
		]);
		expect([...aptPackagesOf("libicuuc.so.72")]).toEqual([["debian:12", "libicu72"]]);
		expect(aptPackagesOf("libbz2.so.1.0").get("debian:13")).toBe("libbz2-1.0");
	});

	test.each(["libnothing.so.1", "", "soname", "soname\t11", "libssl.so.3\t", "\n", "libssl.so"])(
		"is unknown for %j",
		(name) => {
			expect(aptPackagesOf(name).size).toBe(0);
		},
	);
});

describe("the release of a target", () => {
	test.each([
		["debian:12-slim", "debian:12"],
		["debian:11", "debian:11"],
		["distroless/base-nossl-debian13", "debian:13"],
		["distroless/base-debian12+libstdc++", "debian:12"],
		["ubuntu:24.04", "ubuntu:24.04"],
	])("%s is %s", (target, release) => {
		expect(aptReleaseNamed(target)).toBe(release);
	});

	test.each([
		"alpine:3.20",
		"debian:testing-slim",
		"debian:99-slim",
		"ubuntu:16.04",
		"/roots/debian:12",
		"scratch",
		"",
	])("%j is none of which packages are known", (target) => {
		expect(aptReleaseNamed(target)).toBeUndefined();
	});
});

const LISTS = "/var/lib/dpkg/info";
const VERSION = "/etc/debian_version";
const release = existsSync(VERSION) ? `debian:${Number.parseInt(readFileSync(VERSION, "utf8"), 10)}` : "";
const isKnown = existsSync(LISTS) && knownAptReleases().includes(release);
if (!isKnown) console.warn("SKIPPED: Debian's packages are compared with what is installed on Debian 11 to 13 only");

/** Sonames in the default directories of this machine, with the package that dpkg says brought them. */
function installedLibraries(): readonly (readonly [string, string])[] {
	return readdirSync(LISTS)
		.filter((name) => name.endsWith(".list") && !/-dev(:|\.)/.test(name))
		.flatMap((list) => {
			const name = list.replace(/(:\w+)?\.list$/, "");
			const files = readFileSync(`${LISTS}/${list}`, "utf8").split("\n");
			return files.flatMap((path) => {
				const soname = /^(?:\/usr)?\/lib\/x86_64-linux-gnu\/(lib[^/]+\.so\.\d+)$/.exec(path)?.[1];
				return soname === undefined ? [] : [[soname, name] as const];
			});
		});
}

test.skipIf(!isKnown)("is the one that dpkg names on this machine", () => {
	const installed = installedLibraries();
	expect(installed.length).toBeGreaterThan(50);
	const others = installed.filter(([soname, name]) => aptPackagesOf(soname).get(release) !== name);
	// Packages from elsewhere and ones that share a library with another may differ; they are few.
	expect(others.length / installed.length, JSON.stringify(others)).toBeLessThan(0.03);
});
