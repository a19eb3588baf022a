import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const FIXTURES = resolve("fixtures-bin/x86_64-glibc");

/** Runs the action's only step as the runner does: `bash --noprofile --norc -eo pipefail`, inputs as variables. */
function runStep(inputs: Readonly<Record<string, string>>) {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-action-"));
	const action: {
		inputs: Record<string, { default?: string }>;
		runs: { steps: { run: string; env: Record<string, string> }[] };
	} = parse(readFileSync("action.yml", "utf8"));
	const [step] = action.runs.steps;
	const variables = Object.entries(step?.env ?? {}).map(([name, expression]) => {
		const input = /inputs\.([\w-]+)/.exec(expression)?.[1] ?? "";
		return [name, inputs[input] ?? action.inputs[input]?.default ?? ""];
	});
	const result = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step?.run ?? "exit 99"], {
		cwd: folder,
		encoding: "utf8",
		env: {
			PATH: process.env.PATH,
			GITHUB_ACTION_PATH: process.cwd(),
			GITHUB_OUTPUT: join(folder, "output"),
			GITHUB_STEP_SUMMARY: join(folder, "summary"),
			GITHUB_ACTIONS: "true",
			...Object.fromEntries(variables),
		},
	});
	const outputs = Object.fromEntries(
		readFileSync(join(folder, "output"), "utf8")
			.trimEnd()
			.split("\n")
			.map((line) => line.split(/=(.*)/s).slice(0, 2)),
	);
	return { ...result, folder, outputs };
}

describe("the GitHub Action's step", () => {
	test("a passing gate", () => {
		const run = runStep({ subjects: `${FIXTURES}/go-static\n`, targets: "alpine:3.20,scratch" });
		expect(run.status, run.stderr).toBe(0);
		expect(run.outputs).toMatchObject({ verdict: "passed", "exit-code": "0", "report-path": "elfspect-report.json" });
	});

	test("a failing gate: outputs, summary and reports are there all the same", () => {
		const run = runStep({
			subjects: `\n  ${FIXTURES}/go-static\n${FIXTURES}/go-cgo\n`,
			targets: "alpine:3.20",
			"sarif-path": "out.sarif",
		});
		expect(run.status).toBe(1);
		expect(run.outputs).toMatchObject({ verdict: "failed", "exit-code": "1", "sarif-path": "out.sarif" });
		expect(run.stdout).toMatch(/^::error file=.*go-cgo/m);
		expect(readFileSync(join(run.folder, "summary"), "utf8")).toContain("go-cgo");
		expect(JSON.parse(readFileSync(join(run.folder, "elfspect-report.json"), "utf8")).gate.passed).toBe(false);
		expect(JSON.parse(readFileSync(join(run.folder, "out.sarif"), "utf8")).version).toBe("2.1.0");
	});

	test("an input that cannot be read is told apart from a failed gate", () => {
		const run = runStep({ subjects: "/nonexistent", targets: "alpine:3.20" });
		expect(run.status).toBe(2);
		expect(run.outputs).toMatchObject({ verdict: "unusable", "exit-code": "2" });
	});

	test("targets one per line, and as a comma list", () => {
		const run = runStep({ subjects: `${FIXTURES}/go-static`, targets: "alpine:3.20,\n\n  scratch\n" });
		expect(run.status, run.stderr).toBe(0);
		const report = JSON.parse(readFileSync(join(run.folder, "elfspect-report.json"), "utf8"));
		expect(report.gate.targets).toEqual(["alpine:3.20", "scratch"]);
	});

	test("no subjects: says so, and does not pass", () => {
		const run = runStep({ subjects: " \n", targets: "alpine:3.20" });
		expect(run.stdout).toContain("::error title=elfspect::no subjects");
		expect(run.status).toBe(2);
		expect(run.outputs).toEqual({ verdict: "unusable", "exit-code": "2" });
	});

	test("a path of several lines forges no output", () => {
		const run = runStep({
			subjects: `${FIXTURES}/go-cgo`,
			targets: "alpine:3.20",
			"sarif-path": "out.sarif\nverdict=passed",
		});
		expect(run.outputs.verdict).toBe("failed");
	});
});
