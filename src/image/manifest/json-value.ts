import { InputError } from "../../bytes/input-error.ts";

/** Parses JSON of a size that was checked before.
 *  Errors: InputError `malformed-json`. */
export function parseJson(bytes: Buffer, file: string): unknown {
	try {
		return JSON.parse(bytes.toString("utf8"));
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new InputError("malformed-json", file, "JSON", reason.slice(0, 200));
	}
}

/** A JSON object, or nothing. */
export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
	return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of an own field. */
export function field(value: unknown, name: string): unknown {
	const object = record(value);
	return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The text of a field; nothing where it is none. */
export function textField(value: unknown, name: string): string | undefined {
	const text = field(value, name);
	return typeof text === "string" ? text : undefined;
}

/** The items of a field that is a list. */
export function listField(value: unknown, name: string): readonly unknown[] {
	const list: unknown = field(value, name);
	return Array.isArray(list) ? list : [];
}

/** The texts of a field that is a list of texts. */
export function textsField(value: unknown, name: string): readonly string[] {
	return listField(value, name).filter((item) => typeof item === "string");
}

/** The texts of a field that is an object with text values. */
export function textMapField(value: unknown, name: string): Readonly<Record<string, string>> {
	const entries = Object.entries(record(field(value, name)) ?? {});
	return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
