import type { Load, LoadRequest } from "./load.ts";
import { processFiles } from "./process-files.ts";

/** A start that rests on a file which no linker writes is no start that can be promised: its loader may crash over
 *  what it follows without a check. Everything else stays as it is.
 *  Errors: ElfFormatError from the facts' lazy parts. */
export function unlessIrregular(load: Load, request: LoadRequest): Load {
	if (load.outcome !== "starts") return load;
	const files = processFiles(request);
	for (const { path } of load.objects) {
		const file = path === undefined ? "ENOENT" : files.open(path, true);
		if (typeof file === "string" || file.entry.type !== "file") continue;
		const content = file.entry.content();
		const irregularity = content.kind === "elf" ? content.elf.irregularities?.[0] : undefined;
		if (irregularity !== undefined) return { ...load, outcome: "unknown", reason: `${path}: the file ${irregularity}` };
	}
	return load;
}
