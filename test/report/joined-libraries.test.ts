import { expect, test } from "vitest";
import { joinedLibraries } from "../../src/report/text/joined-libraries.ts";
import type { Finding } from "../../src/rules/finding.ts";

function missing(library: string, ...remedies: readonly string[]): Finding {
	const message = `/app needs ${library}, which debian:12-slim does not have`;
	return { rule: "library-missing", severity: "error", message, about: [library], evidence: {}, remedies };
}

const apt = (name: string): string => `\`apt-get install --no-install-recommends ${name}\``;
const other: Finding = { rule: "shell", severity: "warning", message: "m", evidence: {}, remedies: [] };

test("libraries that one command installs are told of together, the packages named once", () => {
	const findings = [
		missing("liba.so.1", apt("liba1"), "ship it on `x`"),
		other,
		missing("libb.so.2", apt("libb2"), "ship it on `x`"),
		missing("libb-extra.so.2", apt("libb2")),
	];
	const [joined, ...rest] = joinedLibraries(findings, "debian:12-slim");
	expect(rest).toEqual([other]);
	expect(joined?.message).toBe("debian:12-slim does not have liba.so.1, libb.so.2, libb-extra.so.2");
	expect(joined?.remedies).toEqual([apt("liba1 libb2"), "ship it on `x`"]);
});

test("and so are those to be copied out of packages", () => {
	const copy = (name: string) =>
		`copy it out of Debian's package \`${name}\`, of the release that the base was made from, with the libraries that it needs itself`;
	const [joined] = joinedLibraries([missing("liba.so.1", copy("liba1")), missing("libb.so.1", copy("libb1"))], "x");
	expect(joined?.remedies).toEqual([
		"copy them out of Debian's packages `liba1`, `libb1`, of the release that the base was made from, with the libraries that they need themselves",
	]);
});

test("what was said first comes first", () => {
	const [joined] = joinedLibraries(
		[
			missing("liba.so.1", "install anew", apt("liba1"), "ship it on `x`"),
			missing("libb.so.1", apt("libb1"), "ship it on `x`"),
		],
		"x",
	);
	expect(joined?.remedies).toEqual(["install anew", apt("liba1 libb1"), "ship it on `x`"]);
});

test("one note stands for all libraries of which it is true", () => {
	const part = "part of glibc; minimal glibc images may leave it out";
	const [joined] = joinedLibraries(
		[
			missing("libdl.so.2", apt("libc6"), `libdl.so.2: ${part}`, "ship it on `x`"),
			missing("libanl.so.1", apt("libc6"), "libanl.so.1: getaddrinfo_a"),
			missing("librt.so.1", apt("libc6"), `librt.so.1: ${part}`),
		],
		"x",
	);
	expect(joined?.remedies).toEqual([
		apt("libc6"),
		`libdl.so.2, librt.so.1: ${part}`,
		"ship it on `x`",
		"libanl.so.1: getaddrinfo_a",
	]);
});

test("libgcc's switch is not told beside libstdc++'s, which has it", () => {
	const [gcc, both] = ["link it in: `-static-libgcc`", "link it in: `-static-libstdc++ -static-libgcc`"];
	const joined = (...remedies: readonly [string, string]) =>
		joinedLibraries(
			remedies.map((remedy, index) => missing(`lib${index}.so`, apt(`lib${index}`), remedy)),
			"x",
		)[0]?.remedies;
	expect(joined(both, gcc)).toEqual([apt("lib0 lib1"), both]);
	expect(joined(gcc, gcc)).toEqual([apt("lib0 lib1"), gcc]);
});

function accepted(finding: Finding): Finding {
	return { ...finding, accepted: { by: "ignore", reason: "known" } };
}

test.each<readonly [string, readonly Finding[]]>([
	["one library", [missing("liba.so.1", apt("liba1")), other]],
	["libraries that no package brings", [missing("liba.so.1", "ship it"), missing("libb.so.1", "ship it")]],
	[
		"libraries with their owning package",
		[
			{
				...missing("liba.so.1", apt("liba1")),
				message: "/app needs liba.so.1, which x does not have; the image's package a provided it",
			},
			missing("libb.so.1", apt("libb1")),
		],
	],
	["an accepted finding", [accepted(missing("liba.so.1", apt("liba1"))), missing("libb.so.1", apt("libb1"))]],
])("%s: stays as it is", (_what, findings) => {
	expect(joinedLibraries(findings, "debian:12-slim")).toEqual(findings);
});
