/** An object out of JSON, nothing known of its values. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value out of JSON is an object and no array. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text that must be there. Errors: TypeError. */
export function text(object: JsonObject, key: string): string {
	const value = object[key];
	if (typeof value !== "string") throw new TypeError(`${key} is no text`);
	return value;
}

/** A text that may be absent. Errors: TypeError. */
export function optionalText(object: JsonObject, key: string): string | undefined {
	return object[key] === undefined ? undefined : text(object, key);
}

/** A list of texts; empty when absent. Errors: TypeError. */
export function texts(object: JsonObject, key: string): readonly string[] {
	const value = object[key] ?? [];
	if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
		throw new TypeError(`${key} is no list of texts`);
	}
	return value;
}

/** A number of bytes or the like that may be absent. Errors: TypeError. */
export function optionalCount(object: JsonObject, key: string): number | undefined {
	const value = object[key];
	if (value === undefined || (typeof value === "number" && Number.isSafeInteger(value) && value >= 0)) return value;
	throw new TypeError(`${key} is no count`);
}
