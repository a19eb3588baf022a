import { beforeAll, describe, expect, test } from "vitest";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import type { Target } from "../../src/targets/target.ts";
import { targetOfTree } from "../../src/targets/target-of-tree.ts";
import type { FileTree } from "../../src/tree/file-tree.ts";
import { memoryTree } from "../../src/tree/memory-tree.ts";
import type { TargetResult } from "../../src/verdict/report.ts";
import { fixture, image, opened, text } from "../subjects/opened.ts";
import { judgeOn } from "./judge-on.ts";

/** Debian as far as it matters here: libgreet.so.1 comes with a package, the program does not. */
const moved = opened(
	{
		"/app/greeter": fixture("x86_64-glibc/greeter"),
		"/usr/lib/x86_64-linux-gnu/libgreet.so.1": fixture("x86_64-glibc/v2/libgreet.so.1"),
		"/var/lib/dpkg/status": text("Package: libgreet1\nStatus: install ok installed\nVersion: 2.0-3\n\n"),
		"/var/lib/dpkg/info/libgreet1:amd64.list": text("/.\n/usr/lib/x86_64-linux-gnu/libgreet.so.1\n"),
	},
	image({ entrypoint: ["/app/greeter"] }),
);

function targetOf(name: string, tree: FileTree): Target {
	return targetOfTree(tree, { name, arch: "x86_64", provenance: { source: "test" } });
}

function resultOn(target: Target): TargetResult | undefined {
	const judge = judgeOn(moved, target.name, (name) => (name === target.name ? target : undefined));
	const [first] = [...discoverSubjects(moved)].map(judge);
	return first?.results[0];
}

describe("an image that moves to a base without its libraries", () => {
	let result: TargetResult | undefined;
	beforeAll(() => {
		result = resultOn(targetOf("bare", memoryTree([])));
	});

	test("names the package that brought them", () => {
		const finding = result?.findings.find(({ rule }) => rule === "missing-behind-interpreter");
		expect(finding?.message).toContain("libgreet.so.1 (libgreet1 2.0-3)");
		expect(finding?.evidence).toMatchObject({ ownedBy: { "libgreet.so.1": "libgreet1 2.0-3" } });
	});

	test("is without them, for they stay behind", () => {
		expect(result?.missing.libraries).toContain("libgreet.so.1");
	});
});

test("on its own base nothing stays behind", () => {
	const own = targetOf("own", moved.tree);
	const named = resultOn(own)?.findings.filter(({ evidence }) => "ownedBy" in evidence);
	expect(named).toEqual([]);
});
