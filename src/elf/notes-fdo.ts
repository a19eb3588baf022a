import type { NoteFacts } from "./elf-file.ts";

type DlopenEntry = NonNullable<NoteFacts["dlopen"]>[number];

/** What a .note.dlopen asks for; entries that are not as specified are left out.
 *  Source: https://uapi-group.org/specifications/specs/elf_dlopen_metadata/ */
export function dlopenNote(json: string): DlopenEntry[] {
	const entries = parsed(json);
	return Array.isArray(entries) ? entries.flatMap(dlopenEntry) : [];
}

function dlopenEntry(entry: unknown): DlopenEntry[] {
	if (!isObject(entry) || !Array.isArray(entry.soname)) return [];
	const sonames = entry.soname.filter((soname) => typeof soname === "string");
	const { priority, feature, description } = entry;
	return [
		{
			sonames,
			// What the specification gives for an entry without one.
			priority: priority === "required" || priority === "suggested" ? priority : "recommended",
			...(typeof feature === "string" ? { feature } : {}),
			...(typeof description === "string" ? { description } : {}),
		},
	];
}

/** The object of a .note.package, its text members only.
 *  Source: https://uapi-group.org/specifications/specs/elf_package_metadata/ */
export function packageNote(json: string): Readonly<Record<string, string>> | undefined {
	const found = parsed(json);
	if (!isObject(found)) return undefined;
	return Object.fromEntries(
		Object.entries(found).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
	);
}

function parsed(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
