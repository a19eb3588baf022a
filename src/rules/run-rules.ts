import type { Finding, Severity } from "./finding.ts";
import { RULES } from "./registry.ts";
import type { RuleContext } from "./rule.ts";

const ORDER = { error: 0, warning: 1, info: 2 } as const satisfies Record<Severity, number>;

/** What every rule has to say, worst first; among equals in the order of the registry, then of the rule itself.
 *  The same context gives the same findings in the same order. */
export function runRules(context: RuleContext): readonly Finding[] {
	return RULES.flatMap((rule) => rule.check(context)).sort((one, other) => ORDER[one.severity] - ORDER[other.severity]);
}
