import { expect, test } from "vitest";
import { EXIT, exitCodeOf } from "../../src/cli/exit-code.ts";
import { defectWords } from "../../src/verdict/defect.ts";
import { sampleReport } from "../report/sample-report.ts";

test("an error that nobody expected is one short line that says where to report it", () => {
	const words = defectWords(new TypeError(`x is ${"long ".repeat(1000)}\n    at minified (cli.js:1:2)`), "app.tar");
	expect(words).toMatch(
		/^internal error over app\.tar: TypeError: x is long .* \(elfspect \d.*please report it: https:.*\)$/,
	);
	expect(words).not.toContain("minified");
	expect(words.length).toBeLessThan(500);
	expect(defectWords("odd")).toContain("internal error: odd");
});

test("exits with 3, whatever else there is to say", () => {
	const diagnostics = [{ severity: "error", source: "a", message: "internal error", defect: true }] as const;
	expect(exitCodeOf(sampleReport({ diagnostics }))).toBe(EXIT.defect);
	expect(EXIT.defect).toBe(3);
});
