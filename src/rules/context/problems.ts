import type { LoadProblem } from "../../loader/load.ts";
import type { Severity } from "../finding.ts";
import type { RuleContext } from "../rule.ts";

/** The members of {@link LoadProblem} with one `kind`. */
export type ProblemOf<Kind extends LoadProblem["kind"]> = Extract<LoadProblem, { readonly kind: Kind }>;

/** Problems of one kind among those that were met, in the order met; `permission-denied` speaks of those that have a
 *  denial. */
export function problemsMet<Kind extends LoadProblem["kind"]>(
	context: RuleContext,
	kind: Kind,
): readonly ProblemOf<Kind>[] {
	return ofKind(context.load.problems, kind).filter(({ denial }) => denial === undefined);
}

/** Problems of one kind in a list. */
export function ofKind<Kind extends LoadProblem["kind"]>(
	problems: readonly LoadProblem[],
	kind: Kind,
): readonly ProblemOf<Kind>[] {
	return problems.filter((problem): problem is ProblemOf<Kind> => problem.kind === kind);
}

/** `error` for what ends the start, the given severity for what does not. */
export function severityOf(problem: LoadProblem, otherwise: Severity): Severity {
	return problem.fatal ? "error" : otherwise;
}

/** The members of a list by a key, keys in the order in which they first appear. */
export function groupedBy<Item>(
	items: readonly Item[],
	keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly [Item, ...Item[]]> {
	const groups = new Map<string, [Item, ...Item[]]>();
	for (const item of items) {
		const group = groups.get(keyOf(item));
		if (group) group.push(item);
		else groups.set(keyOf(item), [item]);
	}
	return groups;
}

/** What the loader prints for a problem, as evidence; nothing where it prints nothing. */
export function lineOf({ line }: { readonly line?: string | undefined }): Readonly<Record<string, string>> {
	return line === undefined ? {} : { line };
}
