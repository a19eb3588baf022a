import { safeText } from "../safe-text.ts";

const ENTITIES: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};

/** Text for an element or a quoted attribute: nothing in it is markup, and nothing acts or hides. */
export function html(text: string): string {
	return safeText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Our own prose, in which backticks stand around what is typed. */
export function proseHtml(text: string): string {
	return html(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

/** JSON for a script element: no character of it can end the element or a line of a script. */
export function jsonHtml(value: unknown): string {
	return JSON.stringify(value).replace(
		/[<>&\u2028\u2029]/g,
		(character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
	);
}
