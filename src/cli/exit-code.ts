import { isIncomplete } from "../verdict/gate.ts";
import type { Report } from "../verdict/report.ts";

/** Exit codes of the contract. */
export const EXIT = { passed: 0, gateFailed: 1, unusable: 2, defect: 3 } as const;

/** 3 when the program itself went wrong over an input, 2 when any input got no answer, else 1 when a named target is missed, else 0. */
export function exitCodeOf(report: Report): number {
	if (report.diagnostics?.some(({ defect }) => defect === true)) return EXIT.defect;
	if (isIncomplete(report.diagnostics) || report.subjects.length === 0) return EXIT.unusable;
	return report.gate === undefined || report.gate.passed ? EXIT.passed : EXIT.gateFailed;
}
