import { describe, expect, test } from "vitest";
import { type ListedTarget, targetsText } from "../../src/cli/commands/targets.ts";

const TARGET: ListedTarget = {
	name: "alpine:3.24",
	aliases: ["alpine", "alpine:latest", "alpine:3", "musl"],
	libc: { kind: "musl", version: "1.2.6" },
	architectures: ["aarch64", "armv6l", "armv7l", "i386", "loongarch64", "ppc64le", "riscv64", "s390x", "x86_64"],
	basis: "measured",
	size: { unpackedBytes: 8_400_000 },
	provenance: [],
};

describe("the list of targets", () => {
	test.each([60, 80, 120])("fits %i columns and leaves no name out", (width) => {
		const text = targetsText([TARGET], width);
		expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
		for (const name of [TARGET.name, ...TARGET.aliases, ...TARGET.architectures]) {
			expect(text.split(/\s+/)).toContain(name);
		}
	});

	test("has one row per target where it is wide enough or nobody looks", () => {
		const rows = targetsText([TARGET], Number.POSITIVE_INFINITY).split("\n");
		expect(rows[1]).toMatch(/^alpine:3\.24 .* x86_64 {2}alpine alpine:latest alpine:3 musl$/);
		expect(rows[2]).toBe("");
	});
});
