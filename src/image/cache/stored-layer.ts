import type { InputDiagnostic } from "../../archive/diagnostics.ts";
import type { ByteRange } from "../../bytes/byte-ranges.ts";
import { field, listField } from "../manifest/json-value.ts";

/** A layer that was read, in plain data. */
export interface StoredLayer {
	/** Its records; see RecordLog. */
	readonly log: Uint8Array;
	/** By place. */
	readonly files: readonly (StoredFile | null)[];
	/** Answers of the examiner, by place. */
	readonly examined: readonly (readonly [place: number, value: unknown])[];
	readonly diagnostics: readonly Pick<InputDiagnostic, "severity" | "message" | "path">[];
}

/** What is kept of one file. */
export interface StoredFile {
	readonly ranges: readonly ByteRange[];
	readonly data: Uint8Array;
	readonly deflated: boolean;
}

/** Whether a value from the cache has the shape of a layer. */
export function isStoredLayer(value: unknown): value is StoredLayer {
	return (
		field(value, "log") instanceof Uint8Array &&
		Array.isArray(field(value, "files")) &&
		listField(value, "files").every((file) => file === null || isStoredFile(file)) &&
		listField(value, "examined").every((pair) => Array.isArray(pair) && typeof pair[0] === "number") &&
		listField(value, "diagnostics").every((diagnostic) => typeof field(diagnostic, "message") === "string")
	);
}

function isStoredFile(value: unknown): boolean {
	const isRange = (range: unknown): boolean =>
		typeof field(range, "offset") === "number" && typeof field(range, "length") === "number";
	return field(value, "data") instanceof Uint8Array && listField(value, "ranges").every(isRange);
}
