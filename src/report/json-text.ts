/** A value as JSON, two spaces deep, that can also be looked at in a terminal or in a job's log. Control characters are
 *  escaped by JSON itself; what else acts or hides is escaped here: format characters, line separators, lone surrogates,
 *  and the start of an old workflow command (`##[`). Whoever parses it gets the value unchanged. */
export function jsonText(value: unknown): string {
	return escaped(JSON.stringify(value, null, 2));
}

/** What {@link jsonText} gives for an object, in pieces, its end of line included: of an array `list` in it one piece for
 *  each element, so that a report of megabytes is never one text. */
export function* jsonPieces(value: object, list: string): Generator<string> {
	const entries = Object.entries(value).filter(([, part]) => part !== undefined);
	let before = "{\n";
	for (const [key, part] of entries) {
		const start = `${before}  ${JSON.stringify(key)}: `;
		if (key === list && Array.isArray(part) && part.length > 0) {
			yield* elementPieces(`${escaped(start)}[\n`, part);
			yield "\n  ]";
		} else yield escaped(`${start}${indented(part, "  ")}`);
		before = ",\n";
	}
	yield entries.length === 0 ? "{}\n" : "\n}\n";
}

function* elementPieces(start: string, elements: readonly unknown[]): Generator<string> {
	let before = start;
	for (const element of elements) {
		yield `${before}    ${escaped(indented(element, "    "))}`;
		before = ",\n";
	}
}

/** No line ends inside of a JSON text's strings. */
function indented(value: unknown, by: string): string {
	return (JSON.stringify(value, null, 2) ?? "null").replaceAll("\n", `\n${by}`);
}

/** Nearly all text is plain, and finding that out costs a fraction of looking for what is not. */
function escaped(json: string): string {
	const plain = /[^\n\x20-\x7e]/.test(json) ? escapedUnits(json) : json;
	return plain.replaceAll("##[", "#\\u0023[");
}

function escapedUnits(json: string): string {
	return json.replace(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}\p{Default_Ignorable_Code_Point}]/gu, escapeUnits);
}

function escapeUnits(character: string): string {
	return Array.from({ length: character.length }, (_, index) => {
		return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
	}).join("");
}
