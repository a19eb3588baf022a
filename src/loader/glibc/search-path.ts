import type { GlibcSettings } from "./settings.ts";

/** One directory to search, with a slash at its end; empty for the working directory. */
export interface SearchDirectory {
	readonly path: string;
	/** It comes from `$ORIGIN`: what stands beside a lone subject answers first. */
	readonly carried: boolean;
}

/** A string with its dynamic string tokens replaced. */
export interface Expanded {
	/** Absent when a token has no value: the loader then drops the whole path. */
	readonly text?: string;
	/** `$ORIGIN` was in it. */
	readonly fromOrigin: boolean;
}

/** A token as is_dst takes it: longest identifier, with or without braces. */
const TOKEN = /\$(?:\{(ORIGIN|PLATFORM|LIB)\}|(ORIGIN|PLATFORM|LIB)(?![A-Za-z0-9_]))/g;

/** A path with more letters than these leads nowhere: what is beyond them is not put together, for a path of 64 KiB can
 *  name a long $ORIGIN nine thousand times. */
const MOST_LETTERS = 8192;

/** _dl_dst_substitute: `$ORIGIN`, `$LIB` and `$PLATFORM`; anything else with a `$` stays as it is. */
export function expandTokens(text: string, origin: string | undefined, tokens: GlibcSettings["tokens"]): Expanded {
	if (!text.includes("$")) return { text, fromOrigin: false };
	const values: Readonly<Record<string, string | undefined>> = { ORIGIN: origin, ...tokens };
	let unknown = false;
	let fromOrigin = false;
	let letters = 0;
	const expanded = text.replace(TOKEN, (_, braced: string | undefined, plain: string | undefined) => {
		const name = braced ?? plain ?? "";
		fromOrigin ||= name === "ORIGIN";
		unknown ||= values[name] === undefined;
		const value = letters > MOST_LETTERS ? "" : (values[name] ?? "");
		letters += value.length;
		return value;
	});
	return unknown ? { fromOrigin } : { text: expanded, fromOrigin };
}

/** The directories of a DT_RPATH or DT_RUNPATH, each once (decompose_rpath and fillin_rpath). */
export function searchDirectories(
	path: string,
	origin: string | undefined,
	tokens: GlibcSettings["tokens"],
): readonly SearchDirectory[] {
	if (path === "") return [];
	const found = new Map<string, SearchDirectory>();
	for (const part of path.split(":")) {
		const { text, fromOrigin } = expandTokens(part, origin, tokens);
		if (text === undefined || (text === "" && part !== "")) continue;
		const directory = text === "" ? "" : `${text.replace(/(?<!\/)\/+$/, "")}/`;
		if (!found.has(directory)) found.set(directory, { path: directory, carried: fromOrigin });
	}
	return [...found.values()];
}
