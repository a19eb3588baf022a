import type { ElfFile } from "../elf/elf-file.ts";
import type { Load } from "../loader/load.ts";
import { tolerant } from "../program/tolerant.ts";
import type { Finding, Severity } from "./finding.ts";
import { RULES } from "./registry.ts";
import type { RuleContext } from "./rule.ts";

const ORDER = { error: 0, warning: 1, info: 2 } as const satisfies Record<Severity, number>;

/** What every rule has to say, worst first; among equals in the order of the registry, then of the rule itself.
 *  The same context gives the same findings in the same order. A rule that comes upon malformed data has nothing to say:
 *  where a start hangs on such data, the load is `unknown` already. */
export function runRules(context: RuleContext): readonly Finding[] {
	const once = withRememberedOutcomes(context);
	const findings = RULES.flatMap((rule) => tolerant(() => rule.check(once)) ?? []);
	return withoutConsequences(findings).sort((one, other) => ORDER[one.severity] - ORDER[other.severity]);
}

/** What a loader says of a file for another machine leads nowhere: of the name that promised another, or else of the
 *  machine, is spoken alone. */
function withoutConsequences(findings: readonly Finding[]): Finding[] {
	const rule = ["claimed-machine", "wrong-machine"].find((each) =>
		findings.some((finding) => finding.rule === each && finding.severity === "error"),
	);
	return findings.filter((finding) => rule === undefined || finding.severity === "info" || finding.rule === rule);
}

type Outcome = Load["outcome"] | undefined;

const remembered = new WeakMap<ElfFile, Map<string, Outcome>>();

/** Several rules ask the same of the same file, on every target on which it fails: it is found out once. */
function withRememberedOutcomes(context: RuleContext): RuleContext {
	const { outcomeOn, subject } = context;
	if (!outcomeOn || !subject.elf) return context;
	const known = remembered.get(subject.elf) ?? new Map<string, Outcome>();
	remembered.set(subject.elf, known);
	return {
		...context,
		outcomeOn(target) {
			if (!known.has(target)) known.set(target, outcomeOn(target));
			return known.get(target);
		},
	};
}
