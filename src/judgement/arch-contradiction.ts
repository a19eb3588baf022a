import type { OpenedInput } from "../source/opened-input.ts";
import { architectureOf, findArchitecture } from "../targets/architecture.ts";

/** 32-bit programs that run on the bases of another architecture, too. */
const RUNS_ON: ReadonlyMap<string, readonly string[]> = new Map([
	["i386", ["x86_64"]],
	["armv5l", ["armv6l", "armv7l", "aarch64"]],
	["armv7l", ["armv6l", "aarch64"]],
]);

/** Why a single ELF file cannot be asked about on an architecture: it is for another, and whoever named one meant another
 *  file. Absent where it can. */
export function archContradiction({ form, tree, path }: OpenedInput, asked: string | undefined): string | undefined {
	const wanted = asked === undefined ? undefined : findArchitecture(asked)?.name;
	if (wanted === undefined || form !== "file" || path === undefined) return undefined;
	const found = tree.lookup(path);
	const content = found.found && found.entry.type === "file" ? found.entry.content() : undefined;
	const own = content?.kind === "elf" ? architectureOf(content.elf) : undefined;
	if (own === undefined || own === wanted || RUNS_ON.get(own)?.includes(wanted) === true) return undefined;
	return `${path}: it is for ${own}, and --arch says ${wanted}: leave --arch out, or name the file for ${wanted}`;
}
