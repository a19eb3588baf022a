import type { LoadProblem } from "../load.ts";
import type { LinkMap } from "./link-map.ts";
import { type GlibcProcess, spokenName } from "./process.ts";

/** First release that compares GNU_PROPERTY_X86_ISA_1_NEEDED with the CPU (sysdeps/x86/dl-prop.h). */
const CHECKED_FROM = 33;

/** Objects that ask for more than the CPU has, in the order of the check; without a CPU level everything above the
 *  baseline is a risk. */
export function isaLevelProblems(
	process: GlibcProcess,
	order: readonly LinkMap[],
	cpuLevel: number | undefined,
): readonly LoadProblem[] {
	return order.toReversed().flatMap((map) => {
		const needed = map.role === "loader" ? 0 : (map.elf?.notes.x86IsaNeeded ?? 0);
		const has = cpuLevel === undefined ? 1 : 2 ** cpuLevel - 1;
		return (needed & ~has) === 0 ? [] : [isaLevelProblem(process, map, needed, cpuLevel !== undefined)];
	});
}

function isaLevelProblem(process: GlibcProcess, map: LinkMap, bits: number, isKnown: boolean): LoadProblem {
	const needed = 32 - Math.clz32(bits);
	const object = spokenName(process, map);
	const isChecked = process.place.settings.release >= CHECKED_FROM;
	const line = `${object}: CPU ISA level is lower than required`;
	return { kind: "isa-level", fatal: isKnown && isChecked, needed, object, ...(isChecked ? { line } : {}) };
}
