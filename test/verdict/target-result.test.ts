import { describe, expect, test } from "vitest";
import { targetResult } from "../../src/verdict/target-result.ts";
import { contextOf, musl } from "../rules/contexts.ts";

const MISSING = "Error loading shared library libz.so.1: No such file or directory (needed by /app)";

describe("targetResult", () => {
	test("gives the loader's first line as the message of a failure", () => {
		const made = targetResult(
			contextOf({
				target: "alpine:3.20",
				libc: musl(),
				lines: [MISSING, "Error relocating /app: deflate: symbol not found"],
				problems: [
					{ kind: "library-missing", fatal: true, object: "/app", library: "libz.so.1", steps: [], line: MISSING },
					{ kind: "symbol-missing", fatal: true, object: "/app", symbol: "deflate", lazy: false, undecided: true },
				],
			}),
		);
		expect(made).toMatchObject({
			target: "alpine:3.20",
			arch: "x86_64",
			verdict: "fails",
			message: MISSING,
			missing: { libraries: ["libz.so.1"], symbols: [], versions: [] },
		});
		expect(made.findings.map(({ rule }) => rule)).toEqual(["library-missing"]);
	});

	test("has no message when it runs, and the line of a later failure when it is at risk", () => {
		expect(targetResult(contextOf({ lines: ["a note of the loader"] })).message).toBeUndefined();
		const line = "/app: symbol lookup error: /app: undefined symbol: foo";
		const lazily = { kind: "symbol-missing", fatal: false, object: "/app", lazy: true, undecided: false } as const;
		const made = targetResult(contextOf({ problems: [{ ...lazily, symbol: "foo", line }] }));
		expect(made).toMatchObject({ verdict: "at-risk", message: line });
	});

	test("says the reason when it is unknown", () => {
		const unreadable = targetResult(contextOf({ outcome: "unknown", reason: "the hash table runs in a circle" }));
		expect(unreadable).toMatchObject({ verdict: "unknown", message: "the hash table runs in a circle" });
		const packed = targetResult(contextOf({ program: { opaque: "UPX" } }));
		expect(packed).toMatchObject({ verdict: "unknown", message: "it is packed by UPX: what it needs cannot be seen" });
	});

	test("never leaves a failure without words", () => {
		const crashed = { kind: "crash", fatal: true, object: "/app", because: "relocations stay undone" } as const;
		expect(targetResult(contextOf({ problems: [crashed] })).message).toMatch(/relocations stay undone/);
	});

	test("marks what is derived", () => {
		const context = contextOf({});
		const provenance = { basis: "derived", source: "alpine 3.20", changes: ["+gcompat"] } as const;
		expect(targetResult({ ...context, target: { ...context.target, provenance } }).derived).toBe(true);
		expect(targetResult(context)).not.toHaveProperty("derived");
	});
});
