import { expect, test } from "vitest";
import { failingSubjects } from "../../src/report/text/failing-subjects.ts";
import type { Report, SubjectReport, Verdict } from "../../src/verdict/report.ts";

function subject(path: string, self: Verdict, elsewhere: Verdict, role?: "entrypoint" | "command"): SubjectReport {
	const missing = { libraries: [], symbols: [], versions: [] };
	const results = [self, elsewhere].map((verdict, index) => ({
		target: index === 0 ? "self" : "alpine:3.20",
		arch: "x86_64",
		verdict,
		missing,
		findings: [],
	}));
	return { path, source: "image", kind: "executable", results, ...(role === undefined ? {} : { role }) };
}

test("what an image starts comes first, then what fails in the image itself; what runs everywhere is left out", () => {
	const report: Report = {
		schemaVersion: 1,
		tool: { name: "elfspect", version: "0" },
		subjects: [
			subject("/bin/a", "runs", "fails"),
			subject("/bin/b", "at-risk", "runs"),
			subject("/bin/c", "runs", "runs"),
			subject("/opt/d", "unknown", "fails"),
			subject("/opt/e", "fails", "runs"),
			subject("/opt/f", "runs", "fails", "command"),
			subject("/opt/g", "runs", "fails"),
			subject("/opt/h", "runs", "at-risk", "entrypoint"),
		],
	};
	const paths = failingSubjects(report).map(({ path }) => path);
	expect(paths).toEqual(["/opt/h", "/opt/f", "/opt/e", "/opt/d", "/bin/b", "/bin/a", "/opt/g"]);
	expect(report.subjects[0]?.path).toBe("/bin/a");
});
