import { FAMILIES, type Family } from "./family.ts";
import type { Rule } from "./rule.ts";
import { RULE_FILES } from "./rule-files.ts";

/** A rule with the folder that its file is in. */
export interface RegisteredRule extends Rule {
	readonly family: Family;
}

/** Every rule, in the order in which findings of one severity are told. */
export const RULES: readonly RegisteredRule[] = FAMILIES.flatMap(({ name: family }) =>
	RULE_FILES[family].map((rule) => ({ ...rule, family })),
).sort((one, other) => one.rank - other.rank);
