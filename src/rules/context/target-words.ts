import type { RuleContext } from "../rule.ts";

/** A target as a sentence names it: an image judged as it is needs other words than `self`. */
export function targetWords({ target }: Pick<RuleContext, "target">): string {
	return target.name === "self" ? "the image itself" : target.name;
}
