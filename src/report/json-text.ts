/** A value as JSON, two spaces deep, that can also be looked at in a terminal or in a job's log. Control characters are
 *  escaped by JSON itself; what else acts or hides is escaped here: format characters, line separators, lone surrogates,
 *  and the start of an old workflow command (`##[`). Whoever parses it gets the value unchanged. */
export function jsonText(value: unknown): string {
	return JSON.stringify(value, null, 2)
		.replace(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}\p{Default_Ignorable_Code_Point}]/gu, escapeUnits)
		.replaceAll("##[", "#\\u0023[");
}

function escapeUnits(character: string): string {
	return Array.from({ length: character.length }, (_, index) => {
		return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
	}).join("");
}
