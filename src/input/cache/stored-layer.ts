import { field, listField } from "../archive/json-value.ts";
import type { InputContext } from "../input-context.ts";
import type { InputDiagnostic } from "../opened-input.ts";
import type { ByteRange } from "../stream/byte-ranges.ts";
import { type KeptFile, KeptFiles } from "../stream/kept-files.ts";
import type { PassingLayer } from "../stream/passing-layer.ts";

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

interface StoredFile {
	readonly ranges: readonly ByteRange[];
	readonly data: Uint8Array;
	readonly deflated: boolean;
}

/** What a layer that passed looks like in store. `diagnostics`: what was noted while it was read. */
export function storedLayer(layer: PassingLayer, diagnostics: readonly InputDiagnostic[]): StoredLayer {
	const places = Array.from({ length: layer.contents.length }, (_, place) => place);
	return {
		log: layer.log(),
		files: places.map((place) => layer.contents.at(place) ?? null),
		examined: places.flatMap((place) => {
			const { value } = layer.contents.examined(place);
			return value === undefined ? [] : [[place, value] as const];
		}),
		diagnostics: diagnostics.map(({ severity, message, path }) => ({
			severity,
			message,
			...(path === undefined ? {} : { path }),
		})),
	};
}

/** A stored layer as if it had just passed. */
export function revivedLayer(stored: StoredLayer, context: InputContext): Pick<PassingLayer, "contents" | "log"> {
	const contents = new KeptFiles();
	const examined = new Map(stored.examined);
	stored.files.forEach((file, place) => {
		contents.add(file === null ? undefined : context.kept.adopt(keptFile(file)), examined.get(place));
	});
	context.diagnostics.adopt(stored.diagnostics);
	return { contents, log: () => asBuffer(stored.log) };
}

function keptFile({ ranges, data, deflated }: StoredFile): KeptFile {
	return { ranges, data: asBuffer(data), deflated };
}

function asBuffer(bytes: Uint8Array): Buffer {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
