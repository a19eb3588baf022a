import type { InputDiagnostic } from "../../archive/diagnostics.ts";
import type { ByteRange } from "../../bytes/byte-ranges.ts";
import { field, textField } from "../manifest/json-value.ts";

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

/** Diagnostics out of JSON; nothing where one is none. */
export function storedDiagnostics(values: readonly unknown[]): StoredLayer["diagnostics"] | undefined {
	const diagnostics: StoredLayer["diagnostics"][number][] = [];
	for (const value of values) {
		const severity = field(value, "severity");
		const message = textField(value, "message");
		const path = textField(value, "path");
		if ((severity !== "warning" && severity !== "error") || message === undefined) return undefined;
		diagnostics.push({ severity, message, ...(path === undefined ? {} : { path }) });
	}
	return diagnostics;
}
