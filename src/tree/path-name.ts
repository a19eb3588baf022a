import { encodeText } from "../bytes/text.ts";

/** Length of a decoded name in bytes. */
export function nameLengthBytes(name: string): number {
	return /\p{Surrogate}/u.test(name) ? encodeText(name).length : Buffer.byteLength(name, "utf8");
}

/** Order of names by their bytes. UTF-16 code units order differently only from U+D800 upwards. */
export function compareNames(left: string, right: string): number {
	if (left === right) return 0;
	if (hasHighUnits(left) || hasHighUnits(right)) return Buffer.compare(encodeText(left), encodeText(right));
	return left < right ? -1 : 1;
}

/** Made once: names are compared by the hundred thousand. */
const highUnits = /[\ud800-\uffff]/;

function hasHighUnits(name: string): boolean {
	return highUnits.test(name);
}
