import type { Load } from "../loader/load.ts";
import type { Finding } from "../rules/finding.ts";
import type { Verdict } from "./report.ts";

/** The verdict on one subject on one target.
 *  `runs` can only come out of a load that starts: every other outcome is answered before it. An accepted finding
 *  keeps its place here; what it may excuse is the gate's business.
 *  @param opaque what hides the bytes that matter (a packer), when something does */
export function verdictOf(load: Load, findings: readonly Finding[], opaque?: string): Verdict {
	if (load.outcome === "refused" || findings.some((finding) => finding.severity === "error")) return "fails";
	if (load.outcome !== "starts" || opaque !== undefined) return "unknown";
	return findings.some((finding) => finding.severity === "warning") ? "at-risk" : "runs";
}
