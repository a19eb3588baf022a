import { isObject, type JsonObject, optionalCount, optionalText, text, texts } from "./json-values.ts";
import { parseLibc } from "./libc-description.ts";
import type { LibcIdentity } from "./libc-identity.ts";
import type { Provenance, Target } from "./target.ts";

/** Everything that is known of a target but its files. */
export interface TargetDescription extends Omit<Target, "tree" | "loaders"> {
	readonly aliases: readonly string[];
	/** By real path. */
	readonly loaders: readonly { readonly path: string; readonly libc: LibcIdentity }[];
}

/** A description as JSON text, as profiles keep it. Name and architecture stand beside it. */
export function descriptionText(description: TargetDescription): string {
	const { aliases, machine, libc, loaders, provenance, size } = description;
	return JSON.stringify({ aliases, machine, libc, loaders, provenance, size });
}

/** The description behind a text. Errors: TypeError or SyntaxError when it is none. */
export function parseDescription(name: string, arch: string, json: string): TargetDescription {
	const value: unknown = JSON.parse(json);
	if (!isObject(value)) throw new TypeError("the description is no object");
	const size = parseSize(value.size);
	return {
		name,
		arch,
		aliases: texts(value, "aliases"),
		machine: optionalCount(value, "machine") ?? 0,
		libc: parseLibc(value.libc),
		loaders: parseLoaders(value.loaders),
		provenance: parseProvenance(value.provenance),
		...(size === undefined ? {} : { size }),
	};
}

function parseLoaders(value: unknown): TargetDescription["loaders"] {
	if (!Array.isArray(value)) throw new TypeError("loaders is no list");
	return value.map((loader: unknown) => {
		if (!isObject(loader)) throw new TypeError("a loader is no object");
		return { path: text(loader, "path"), libc: parseLibc(loader.libc) };
	});
}

function parseProvenance(value: unknown): Provenance {
	if (!isObject(value)) throw new TypeError("provenance is no object");
	return {
		basis: parseBasis(value),
		source: text(value, "source"),
		...optional(value, "sha256"),
		...optional(value, "release"),
		...optional(value, "date"),
		...optional(value, "libcPackage"),
		...(value.changes === undefined ? {} : { changes: texts(value, "changes") }),
	};
}

function parseBasis(value: JsonObject): Provenance["basis"] {
	const basis = text(value, "basis");
	if (basis === "measured" || basis === "assembled" || basis === "derived") return basis;
	throw new TypeError(`${basis} is no basis`);
}

function optional<K extends "sha256" | "release" | "date" | "libcPackage">(
	value: JsonObject,
	key: K,
): { readonly [key in K]?: string } {
	const found = optionalText(value, key);
	const result: { [key in K]?: string } = {};
	if (found !== undefined) Object.assign(result, { [key]: found });
	return result;
}

function parseSize(value: unknown): Target["size"] {
	if (!isObject(value)) return undefined;
	const compressedBytes = optionalCount(value, "compressedBytes");
	const unpackedBytes = optionalCount(value, "unpackedBytes");
	if (unpackedBytes === undefined) return undefined;
	return { ...(compressedBytes === undefined ? {} : { compressedBytes }), unpackedBytes };
}
