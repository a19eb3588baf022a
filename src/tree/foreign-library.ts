import { InputError } from "../bytes/input-error.ts";
import type { FileEntry } from "./file-tree.ts";
import type { ForeignKind } from "./foreign-format.ts";

/** What stands where a library was to be. */
export interface ForeignLibrary {
	readonly kind: ForeignKind | "linker-script" | "link-as-text" | "text" | "script";
	/** Completes "it is ...". */
	readonly what: string;
}

/** Bytes of a text that are looked at; a link's target is not longer. */
const TEXT_BYTES = 256;

/** What a file is that loaders refuse as a library; absent for ELF files, and where nothing tells. */
export function foreignLibrary(entry: FileEntry): ForeignLibrary | undefined {
	const content = entry.content();
	switch (content.kind) {
		case "empty":
			return { kind: "empty", what: "empty" };
		case "script":
			return { kind: "script", what: "a script" };
		case "other":
			return content.foreign === undefined ? textIn(entry) : asLibrary(content.foreign);
		default:
			return undefined;
	}
}

/** A file for another system is no program where a library is expected. */
function asLibrary({ kind, what }: ForeignLibrary): ForeignLibrary {
	if (kind === "pe") return { kind, what: "a Windows library (PE)" };
	if (kind === "mach-o") return { kind, what: "a library for macOS (Mach-O)" };
	if (kind === "mach-o-or-class") return { kind, what: "a library for macOS (Mach-O, universal)" };
	return { kind, what };
}

function textIn(entry: FileEntry): ForeignLibrary | undefined {
	const text = startOf(entry)?.toString("latin1");
	if (text === undefined || !/^[\t\n\r\x20-\x7e]+$/.test(text)) return undefined;
	if (/^\/\* GNU ld script|^\s*(?:OUTPUT_FORMAT|INPUT|GROUP)\s*\(/.test(text)) {
		return { kind: "linker-script", what: "a linker script, for builds: the library stands beside it, with a number" };
	}
	const target = /^([\w./+-]+\.so[\w.]*)\s*$/.exec(text)?.[1];
	if (target !== undefined && entry.sizeBytes <= TEXT_BYTES) {
		return {
			kind: "link-as-text",
			what: `a text file with the name of another, ${target}: a link that was copied as text`,
		};
	}
	return { kind: "text", what: "a text file" };
}

/** Absent where the bytes are not at hand. */
function startOf(entry: FileEntry): Buffer | undefined {
	try {
		const bytes = entry.bytes();
		return bytes?.read(0, Math.min(bytes.size, TEXT_BYTES));
	} catch (error) {
		if (error instanceof InputError) return undefined;
		throw error;
	}
}
