import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { debianPackagesOf, knownDebianReleases } from "../../src/target/debian-libraries.ts";

describe("the package of a library", () => {
	test("is told by release", () => {
		expect([...debianPackagesOf("libssl.so.3")]).toEqual([
			[12, "libssl3"],
			[13, "libssl3t64"],
		]);
		expect([...debianPackagesOf("libicuuc.so.72")]).toEqual([[12, "libicu72"]]);
		expect(debianPackagesOf("libbz2.so.1.0").get(13)).toBe("libbz2-1.0");
	});

	test.each(["libnothing.so.1", "", "soname", "soname\t11", "libssl.so.3\t", "\n", "libssl.so"])(
		"is unknown for %j",
		(name) => {
			expect(debianPackagesOf(name).size).toBe(0);
		},
	);
});

const LISTS = "/var/lib/dpkg/info";
const VERSION = "/etc/debian_version";
const release = existsSync(VERSION) ? Number.parseInt(readFileSync(VERSION, "utf8"), 10) : Number.NaN;
const isKnown = existsSync(LISTS) && knownDebianReleases().includes(release);
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
	const others = installed.filter(([soname, name]) => debianPackagesOf(soname).get(release) !== name);
	// Packages from elsewhere and ones that share a library with another may differ; they are few.
	expect(others.length / installed.length, JSON.stringify(others)).toBeLessThan(0.03);
});
