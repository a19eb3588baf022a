import type { LoadProblem } from "../loader/load.ts";
import type { Finding } from "../rules/finding.ts";
import type { RuleContext } from "../rules/rule.ts";
import { runRules } from "../rules/run-rules.ts";
import { missingOf } from "./missing.ts";
import type { TargetResult, Verdict } from "./report.ts";
import { verdictOf } from "./verdict.ts";

/** One cell of the matrix: what a subject meets on a target, with everything that the rules have to say. */
export function targetResult(context: RuleContext): TargetResult {
	const findings = runRules(context);
	const verdict = verdictOf(context.load, findings, context.subject.program.opaque);
	const message = messageOf(context, findings, verdict);
	return {
		target: context.target.name,
		arch: context.target.arch,
		verdict,
		...(message === undefined ? {} : { message }),
		...(context.target.provenance.basis === "derived" ? { derived: true } : {}),
		missing: missingOf(context.load),
		findings,
	};
}

function messageOf({ load, subject }: RuleContext, findings: readonly Finding[], verdict: Verdict): string | undefined {
	if (verdict === "runs") return undefined;
	if (verdict === "unknown") return opaqueMessage(subject.program.opaque) ?? load.reason ?? load.lines[0];
	return load.lines[0] ?? firstLine(load.problems) ?? messageOfError(findings);
}

/** What is printed where a program that started ends at once, as far as it is known. */
function messageOfError(findings: readonly Finding[]): string | undefined {
	const error = findings.find(({ severity }) => severity === "error");
	const { line } = error?.evidence ?? {};
	return typeof line === "string" ? line : error?.message;
}

function opaqueMessage(opaque: string | undefined): string | undefined {
	return opaque === undefined ? undefined : `it is packed by ${opaque}: what it needs cannot be seen`;
}

function firstLine(problems: readonly LoadProblem[]): string | undefined {
	return problems.find((problem) => problem.line !== undefined)?.line;
}
