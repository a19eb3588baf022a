import type { RuleContext } from "../rule.ts";
import { baseAdvice } from "./bases.ts";
import { rebuildAdvice } from "./rebuild.ts";

/** For breaks that only musl's own headers mend: rebuild, or go where the program was built for. */
export function rebuildOrGlibc(context: RuleContext): readonly string[] {
	return [...rebuildAdvice(context), ...baseAdvice(context)];
}
