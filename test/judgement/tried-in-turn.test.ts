import { expect, test } from "vitest";
import { triedInTurn } from "../../src/judgement/tried-in-turn.ts";
import type { SubjectReport, TargetResult, Verdict } from "../../src/verdict/report.ts";

function result(verdict: Verdict): TargetResult {
	return {
		target: "self",
		arch: "x86_64",
		verdict,
		missing: { libraries: [], symbols: [], versions: [] },
		findings: [],
	};
}

function member(path: string, verdict: Verdict, triesOthers: boolean) {
	const report: SubjectReport = { path, source: "test", kind: "shared-library", results: [result(verdict)] };
	const alternative = {
		convention: "node-addon-path",
		name: "zeromq",
		set: "zeromq/addon.node",
		triesOthers,
		asksNode: false,
		families: ["x86_64"],
		claim: { systems: [], machines: [] },
		words: "linux-x64",
		choiceOn: () => ({ kind: "opened" }) as const,
	};
	return { report, alternative };
}

const verdicts = (reports: readonly SubjectReport[]) => reports.map(({ results }) => results[0]?.verdict);

/** zeromq 6.8 has an addon for each ABI, some for a newer glibc; its loader takes the next where one does not load. */
test("what does not load is of no account where the host goes on to one that does", () => {
	const reports = triedInTurn([member("/147.node", "fails", true), member("/127.node", "runs", true)]);
	expect(verdicts(reports)).toEqual([undefined, "runs"]);
	expect(reports[0]?.notForTarget).toHaveLength(1);
});

test("where none loads, all fail", () => {
	expect(verdicts(triedInTurn([member("/a", "fails", true), member("/b", "fails", true)]))).toEqual(["fails", "fails"]);
});

test("a host that does not go on is left with what it opens", () => {
	expect(verdicts(triedInTurn([member("/a", "fails", false), member("/b", "runs", false)]))).toEqual(["fails", "runs"]);
});
