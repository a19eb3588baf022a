import { statSync } from "node:fs";
import type { InputSpec } from "./input-spec.ts";
import { isRemote, parseInputSpec } from "./input-spec.ts";
import type { OpenedInput } from "./opened-input.ts";

/** How files of an input are found on disk: `dist/app` for what is in the folder `dist`, `app.tar!/usr/bin/app` for what
 *  is in an archive, the file itself for a file. What comes from standard input has no place: `-!/usr/bin/app`. */
export function locationsIn(text: string): (input: Pick<OpenedInput, "form" | "path">, path: string) => string {
	const spec = parseInputSpec(text);
	// An image of a registry or an engine is on no disk: its name, scheme and all, is the place.
	if (isRemote(spec)) return (_input, path) => `${spec.text}!/${path.replace(/^(?:\.?\/)+/, "")}`;
	const isFolder = spec.path !== "-" && isDirectory(spec.path);
	return ({ form, path: own }, path) => {
		if (form === "file" && own !== undefined && spec.path !== "-") return inFile(spec, own, path);
		const inside = path.replace(/^(?:\.?\/)+/, "");
		const folder = spec.path.replace(/(?<=.)\/+$/, "");
		if (!isFolder || form === "image") return `${folder}!/${inside}`;
		return folder === "/" ? `/${inside}` : `${folder}/${inside}`;
	};
}

/** What cannot be looked at is none: whoever opens it says why. */
function isDirectory(path: string): boolean {
	try {
		return statSync(path).isDirectory();
	} catch {
		return false;
	}
}

/** The file as it was named; a member keeps its place behind `!`. */
function inFile({ path: named }: InputSpec, own: string, path: string): string {
	for (const prefix of [named, own]) if (path.startsWith(`${prefix}!/`)) return named + path.slice(prefix.length);
	return named;
}
