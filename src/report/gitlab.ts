import { createHash } from "node:crypto";
import type { Severity } from "../rules/finding.ts";
import { fingerprint, openFindings, sentence } from "../verdict/finding-list.ts";
import type { Report } from "../verdict/report.ts";
import { jsonText } from "./json-text.ts";
import type { Renderer } from "./renderer.ts";
import { safeText } from "./safe-text.ts";
import { locatedFile } from "./subject-name.ts";

const SEVERITIES = { error: "major", warning: "minor", info: "info" } as const satisfies Record<Severity, string>;

/** GitLab's code-quality report: a JSON array, one entry per open finding. */
export const renderGitlab: Renderer = (report) => {
	const entries = [...openFindings(report)].map((placed) => ({
		description: safeText(`${sentence(placed)} (inspect explain ${placed.finding.rule})`),
		check_name: placed.finding.rule,
		fingerprint: createHash("sha256").update(fingerprint(placed)).digest("hex"),
		severity: SEVERITIES[placed.finding.severity],
		location: { path: safeText(locatedFile(placed.subject)), lines: { begin: 1 } },
	}));
	return `${jsonText([...entries, ...lostInputs(report)])}\n`;
};

/** What could not be read at all, so that it is not overlooked. */
function lostInputs({ diagnostics = [] }: Report): readonly object[] {
	return diagnostics
		.filter(({ severity }) => severity === "error")
		.map(({ source, path, message }) => ({
			description: safeText(message),
			check_name: "unreadable-input",
			fingerprint: createHash("sha256")
				.update(JSON.stringify([source, path, message]))
				.digest("hex"),
			severity: SEVERITIES.error,
			location: { path: safeText((path ?? source).replace(/^\.\//, "")), lines: { begin: 1 } },
		}));
}
