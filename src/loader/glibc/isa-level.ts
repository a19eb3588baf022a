import type { LoadProblem } from "../load.ts";
import type { LoaderStart } from "../loader-model.ts";
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
	interpreter: LoaderStart["interpreter"],
): readonly LoadProblem[] {
	const base = baseProblem(interpreter, cpuLevel);
	if (base !== undefined) return [base];
	return order.toReversed().flatMap((map) => {
		const needed = map.role === "loader" ? 0 : (map.elf?.notes.x86IsaNeeded ?? 0);
		const has = cpuLevel === undefined ? 1 : 2 ** cpuLevel - 1;
		return (needed & ~has) === 0 ? [] : [isaLevelProblem(process, map, needed, cpuLevel !== undefined)];
	});
}

/** A distribution's own glibc, built for more than the baseline, ends every process first, in words of its own.
 *  Source: dl_hwcap_check in sysdeps/x86_64/dl-hwcap-check.h. */
function baseProblem(
	{ libc, path }: LoaderStart["interpreter"],
	cpuLevel: number | undefined,
): LoadProblem | undefined {
	const needed = libc.kind === "glibc" ? libc.x86Level : undefined;
	if (needed === undefined || needed <= (cpuLevel ?? 1)) return undefined;
	const line = `Fatal glibc error: CPU does not support x86-64-v${needed}`;
	return { kind: "isa-level", fatal: cpuLevel !== undefined, needed, object: path, ofBase: true, line };
}

function isaLevelProblem(process: GlibcProcess, map: LinkMap, bits: number, isKnown: boolean): LoadProblem {
	const needed = 32 - Math.clz32(bits);
	const object = spokenName(process, map);
	const isChecked = process.placement.settings.release >= CHECKED_FROM;
	const line = `${object}: CPU ISA level is lower than required`;
	return { kind: "isa-level", fatal: isKnown && isChecked, needed, object, ...(isChecked ? { line } : {}) };
}
