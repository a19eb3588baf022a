import { safeText } from "./safe-text.ts";

const ENTITIES: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&apos;",
};

/** Text for XML 1.0 content and attribute values: safe, escaped, without code points that XML forbids. */
export function xmlText(text: string): string {
	return safeText(text)
		.replace(/[\ufffe\uffff]/g, "\ufffd")
		.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
