import type { LoadRequest } from "../load.ts";
import { denialIn } from "../load-outcome.ts";
import { processFiles } from "../process-files.ts";
import type { LinkMap } from "./link-map.ts";
import { mapObject } from "./map-object.ts";
import type { GlibcProcess } from "./process.ts";

/** First release that says why. */
const REASON_FROM = 19;
const PRELOAD_FILE = "/etc/ld.so.preload";
/** A larger file is not read. */
const MAX_BYTES = 1 << 16;

/** Loads what /etc/ld.so.preload names; what cannot be loaded is only reported (do_preload in elf/rtld.c). */
export function loadPreloads(process: GlibcProcess, names: readonly string[], from: string): readonly LinkMap[] {
	return names.flatMap((name) => {
		const { program } = process;
		const mapping = mapObject(process, { name, by: program, role: "library", keepsLoader: true, via: "preload" });
		if (mapping.outcome === "mapped") return mapping.isNew ? [mapping.map] : [];
		if (mapping.outcome === "unknown") {
			process.unknown.push(mapping.because);
			return [];
		}
		const { words, steps } = mapping;
		const reason = process.placement.settings.release < REASON_FROM ? "" : ` (${words})`;
		const line = `ERROR: ld.so: object '${name}' from ${from} cannot be preloaded${reason}: ignored.`;
		const object = process.voice.nameOf(program.name);
		process.problems.push({
			kind: "library-missing",
			fatal: false,
			library: name,
			steps,
			preloadedFrom: from,
			object,
			line,
			...denialIn(steps),
		});
		return [];
	});
}

/** The names in LD_PRELOAD: separated by blanks or colons (handle_preload_list in elf/rtld.c). */
export function environmentPreloads({ environment }: LoadRequest): readonly string[] {
	return (environment?.preload ?? "").split(/[ :]+/).filter((name) => name !== "");
}

/** The names in /etc/ld.so.preload: separated by blanks, tabs, line feeds or colons (a carriage return belongs to the
 *  name), `#` starts a comment. All but a name that ends with the file end with the first NUL (do_preload's caller in
 *  elf/rtld.c). */
export function preloadNames(request: LoadRequest): readonly string[] {
	const found = processFiles(request).open(PRELOAD_FILE, false);
	if (typeof found === "string" || found.entry.type !== "file") return [];
	const source = found.entry.bytes();
	if (source === undefined || source.size > MAX_BYTES) return [];
	const text = source
		.read(0, source.size)
		.toString("utf8")
		.replace(/#[^\n]*/g, " ");
	const last = /(?<![^: \t\n])[^: \t\n]*$/.exec(text)?.[0] ?? "";
	const others = beforeNul(text.slice(0, text.length - last.length)).split(/[: \t\n]+/);
	return [...others, beforeNul(last)].filter((name) => name !== "");
}

function beforeNul(text: string): string {
	return text.split("\0", 1)[0] ?? "";
}
