/** Whether a name may match any of many patterns: never false for one that does. */
export type NameFilter = (name: string) => boolean;

/** A pattern whose first letter is given needs no search through the name. */
const GIVEN_START = /^\^(?!\\w|\[)/;
const GIVEN_END = /(?<!\\)(\w\w)\$$/;

/** Most names match nothing. What tells so at once is their start, or their last two letters: a pattern for the middle
 *  of a name has to be tried at each letter. Patterns bear no flags. */
export function nameFilter(patterns: readonly RegExp[]): NameFilter {
	const sources = patterns.flatMap(({ source }) => alternatives(source));
	const starts = sources.filter((source) => GIVEN_START.test(source));
	const others = sources.filter((source) => !GIVEN_START.test(source));
	const endings = others.filter((source) => GIVEN_END.test(source));
	const anywhere = others.filter((source) => !GIVEN_END.test(source));
	const lastLetters = new Set(endings.map((source) => GIVEN_END.exec(source)?.[1]));
	const [byStart, byEnd, inside] = [starts, endings, anywhere].map(union);
	return (name) =>
		byStart?.test(name) === true ||
		(lastLetters.has(name.slice(-2)) && byEnd?.test(name) === true) ||
		inside?.test(name) === true;
}

/** The sides of each `|` that stands in no parentheses or brackets. */
function alternatives(source: string): readonly string[] {
	const sides: string[] = [""];
	let depth = 0;
	for (const [part] of source.matchAll(/\\.|\[(?:\\.|[^\]])*\]|./g)) {
		if (part === "(") depth += 1;
		if (part === ")") depth -= 1;
		if (part === "|" && depth === 0) sides.push("");
		else sides.push(`${sides.pop()}${part}`);
	}
	return sides;
}

function union(sources: readonly string[]): RegExp | undefined {
	return sources.length === 0 ? undefined : new RegExp(sources.map((source) => `(?:${source})`).join("|"));
}
