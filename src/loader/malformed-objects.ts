import type { Load } from "./load.ts";

/** A start that rests on a file which no linker writes is no start that can be promised: its loader may crash over
 *  what it follows without a check. Everything else stays as it is.
 *  Errors: ElfFormatError from the facts' lazy parts. */
export function unlessMalformed(load: Load): Load {
	if (load.outcome !== "starts") return load;
	for (const { path, name, elf } of load.objects) {
		const malformation = elf?.malformations?.[0];
		if (malformation === undefined) continue;
		return { ...load, outcome: "unknown", reason: `${path ?? name}: the file ${malformation}` };
	}
	return load;
}
