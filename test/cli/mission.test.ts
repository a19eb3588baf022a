import { describe, expect, test } from "vitest";
import { reportOf, resultOn } from "./run-inspect.ts";

const FIXTURES = "fixtures-bin/x86_64-glibc";

describe("what people hit daily", () => {
	test("a glibc program on Alpine: no such file or directory, for a file that is there", () => {
		const result = resultOn(reportOf([`${FIXTURES}/hello`]), "alpine");
		expect(result.verdict).toBe("fails");
		expect(result.message).toBe(`exec ${FIXTURES}/hello: no such file or directory`);
		expect(result.missing.interpreter).toBe("/lib64/ld-linux-x86-64.so.2");
		expect(result.findings[0]?.rule).toBe("interpreter-missing");
	});

	test("a static Go program runs everywhere", () => {
		const report = reportOf([`${FIXTURES}/go-static`]);
		expect(report.subjects[0]?.program?.kind).toBe("go");
		for (const { target, verdict } of report.subjects[0]?.results ?? []) {
			expect([target, verdict]).toEqual([target, "runs"]);
		}
		expect(report.recommendation?.smallest).toBe("scratch");
	});

	test("the same with cgo runs only where glibc is", () => {
		const report = reportOf([`${FIXTURES}/go-cgo`]);
		expect(resultOn(report, "alpine").verdict).toBe("fails");
		expect(resultOn(report, "scratch").verdict).toBe("fails");
		expect(resultOn(report, "busybox").verdict).not.toBe("fails");
		const remedies = resultOn(report, "alpine").findings.flatMap((finding) => finding.remedies);
		expect(remedies.join("\n")).toMatch(/CGO_ENABLED=0/);
	});

	test("Rust needs libgcc_s, which busybox:glibc lacks", () => {
		const result = resultOn(reportOf([`${FIXTURES}/rust`]), "busybox");
		expect(result.verdict).toBe("fails");
		expect(result.missing.libraries).toContain("libgcc_s.so.1");
		expect(result.message).toBe(
			`${FIXTURES}/rust: error while loading shared libraries: libgcc_s.so.1: cannot open shared object file: No such file or directory`,
		);
	});

	test("fortified programs stop behind the /lib64 link", () => {
		const result = resultOn(
			reportOf([`${FIXTURES}/fortified`, "--target", "alpine:3.20+lib64-symlink"]),
			"alpine:3.20+lib64-symlink",
		);
		expect(result.verdict).toBe("fails");
		expect(result.missing.symbols).toEqual(["__memcpy_chk"]);
		expect(result.message).toMatch(
			/^Error relocating fixtures-bin\/x86_64-glibc\/fortified: __memcpy_chk: symbol not found$/,
		);
	});

	test("gcompat brings what fortified programs ask for", () => {
		const result = resultOn(
			reportOf([`${FIXTURES}/fortified`, "--target", "alpine:3.20+gcompat"]),
			"alpine:3.20+gcompat",
		);
		expect(result.missing.symbols).toEqual([]);
		expect(["runs", "at-risk"]).toContain(result.verdict);
	});

	test("__rawmemchr is named", () => {
		const result = resultOn(reportOf([`${FIXTURES}/rawmemchr`]), "alpine");
		expect(result.missing.symbols).toContain("__rawmemchr");
	});

	test("a newer glibc is named by its version", () => {
		const result = resultOn(reportOf([`${FIXTURES}/strlcpy-2.38`]), "debian:12-slim");
		expect(result.verdict).toBe("fails");
		expect(result.missing.versions).toContain("GLIBC_2.38");
		expect(result.message).toBe(
			`${FIXTURES}/strlcpy-2.38: /lib/x86_64-linux-gnu/libc.so.6: version \`GLIBC_2.38' not found (required by ${FIXTURES}/strlcpy-2.38)`,
		);
	});

	test("a Node addon is judged as Node loads it", () => {
		const report = reportOf([`${FIXTURES}/sample.node`]);
		expect(report.subjects[0]?.kind).toBe("shared-library");
		expect(resultOn(report, "debian:12-slim").verdict).toBe("runs");
		expect(resultOn(report, "debian:12-slim").missing.symbols).toEqual([]);
	});

	test("a static glibc program with getaddrinfo starts on scratch and says what it will miss", () => {
		const result = resultOn(reportOf([`${FIXTURES}/getaddrinfo-static`]), "scratch");
		expect(["runs", "at-risk"]).toContain(result.verdict);
		expect(result.findings.length).toBeGreaterThan(0);
	});
});
