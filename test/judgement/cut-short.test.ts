import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import { memoryFile } from "../../src/tree/memory-tree.ts";
import { image, opened } from "../subjects/opened.ts";
import { judgeOn } from "./judge-on.ts";

const whole = readFileSync("fixtures-bin/x86_64-glibc/hello");

/** What an image says of a program of which only the first bytes are there. */
function answer(bytes: number, entrypoint: readonly string[]) {
	const input = opened({ "/app": memoryFile("app", whole.subarray(0, bytes), 0o755) }, image({ entrypoint }));
	const judge = judgeOn(input, "debian:12-slim");
	const [subject] = [...discoverSubjects(input)].map(judge);
	const [result] = subject?.results ?? [];
	return { kind: subject?.kind, verdict: result?.verdict, message: result?.message };
}

/** Lengths and what became of them were seen under Linux 6.18 with other small programs. */
describe("a program that is cut short", () => {
	test.each([4, 16, 52, 64, 100, 500])("is refused by the kernel when an image starts it: %d bytes", (bytes) => {
		expect(answer(bytes, ["/app"])).toEqual({
			kind: "malformed",
			verdict: "fails",
			message: "exec /app: exec format error",
		});
	});

	test.each([1000, 1600])("is not known to be where its program headers are whole: %d bytes", (bytes) => {
		expect(answer(bytes, ["/app"]).verdict).toBe("unknown");
	});

	test("is unknown where nobody says what it is for", () => {
		expect(answer(64, [])).toMatchObject({ kind: "malformed", verdict: "unknown" });
	});
});
