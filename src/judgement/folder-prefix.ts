import type { OpenedInput } from "../source/opened-input.ts";
import type { Subject } from "../subjects/subject.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { prefixedTree } from "../tree/prefixed-tree.ts";
import type { TargetResult } from "../verdict/report.ts";
import { looksLikeRoot } from "./root-layout.ts";

/** Where a folder of files is put. */
const USUAL_PREFIX = "/app";

/** The folder in which an input's files stand on a target: the root for images, root file systems and what looks like one;
 *  else the one that was asked for, or the usual one. Shape: absolute, without a slash at its end; empty for the root. */
export function prefixOf(input: OpenedInput, asked: string | undefined): string {
	if (input.form === "file" || input.image !== undefined || input.source.startsWith("rootfs:")) return "";
	if (asked !== undefined) return asked.replace(/\/+$/, "");
	return looksLikeRoot(input.tree) ? "" : USUAL_PREFIX;
}

/** A subject where it stands on a target; what loads it keeps being one object for each subject. */
export function placedIn(prefix: string): (subject: Subject) => Subject {
	const roots = new WeakMap<Subject, Subject>();
	const trees = new WeakMap<FileTree, FileTree>();
	const placed = (subject: Subject): Subject => {
		const { path, unpacked, loadedBy } = subject;
		return {
			...subject,
			path: `${prefix}${path}`,
			...(unpacked === undefined
				? {}
				: { unpacked: remembered(trees, unpacked, (tree) => prefixedTree(tree, prefix)) }),
			...(loadedBy === undefined ? {} : { loadedBy: remembered(roots, loadedBy, placed) }),
		};
	};
	return prefix === "" ? (subject) => subject : placed;
}

function remembered<Key extends object>(known: WeakMap<Key, Key>, key: Key, make: (key: Key) => Key): Key {
	const value = known.get(key) ?? make(key);
	known.set(key, value);
	return value;
}

/** A result with paths as the report has them: where they stand in the folder. */
export function withoutPrefix(prefix: string): (result: TargetResult) => TargetResult {
	if (prefix === "") return (result) => result;
	const literally = prefix.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
	const place = new RegExp(`(?<![\\w.\\-/])${literally}(?=/)`, "g");
	// Most texts hold no such path, and asking for that is cheaper than looking for the place.
	const shorten = (text: string): string => (text.includes(prefix) ? text.replace(place, "") : text);
	return (result) => {
		const copy: TargetResult = JSON.parse(JSON.stringify(result));
		shortenTexts(copy, shorten);
		return copy;
	};
}

/** Changes every text in a value that came from JSON. */
function shortenTexts(value: object, shorten: (text: string) => string): void {
	for (const [key, part] of Object.entries(value)) {
		if (typeof part === "object" && part !== null) shortenTexts(part, shorten);
		if (typeof part !== "string") continue;
		const text = shorten(part);
		if (text !== part)
			Object.defineProperty(value, key, { value: text, enumerable: true, configurable: true, writable: true });
	}
}
