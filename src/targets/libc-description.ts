import { isObject, type JsonObject, optionalText, text, texts } from "./json-values.ts";
import type { LibcIdentity, MuslFeatures } from "./libc-identity.ts";

/** A C library's identity out of JSON. Errors: TypeError for anything else. */
export function parseLibc(value: unknown): LibcIdentity {
	if (!isObject(value)) throw new TypeError("libc is no object");
	const version = optionalText(value, "version");
	const known = version === undefined ? {} : { version };
	switch (value.kind) {
		case "musl":
			return { kind: "musl", ...known, features: parseFeatures(value.features) };
		case "glibc":
			return {
				kind: "glibc",
				...known,
				systemDirectories: texts(value, "systemDirectories"),
				...(value.assertions === false ? { assertions: false } : {}),
				...levelIn(value.x86Level),
			};
		case "gcompat":
			return { kind: "gcompat", ...known, loader: text(value, "loader"), preload: texts(value, "preload") };
		case "uclibc":
			return { kind: "uclibc", ...known };
		case "bionic":
			return { kind: "bionic", ...known };
		default:
			return { kind: "unknown", ...known };
	}
}

function levelIn(value: unknown): { readonly x86Level?: 2 | 3 | 4 } {
	return value === 2 || value === 3 || value === 4 ? { x86Level: value } : {};
}

function parseFeatures(value: unknown): MuslFeatures {
	if (!isObject(value)) throw new TypeError("features is no object");
	const has = (name: keyof MuslFeatures): boolean => flag(value, name);
	return {
		relr: has("relr"),
		lfs64Fallback: has("lfs64Fallback"),
		lfs64ShortBuffer: has("lfs64ShortBuffer"),
		deferredBinding: has("deferredBinding"),
		refusesInitialExec: has("refusesInitialExec"),
		detectsForeignLibc: has("detectsForeignLibc"),
		prefersStrong: has("prefersStrong"),
		gnuStackSetsThreadStack: has("gnuStackSetsThreadStack"),
	};
}

function flag(object: JsonObject, name: keyof MuslFeatures): boolean {
	const value = object[name];
	if (typeof value !== "boolean") throw new TypeError(`${name} is no boolean`);
	return value;
}
