import { readFileSync } from "node:fs";
import { safeText } from "../../report/safe-text.ts";
import { RULES } from "../../rules/registry.ts";
import { nearestNames } from "../../targets/nearest-names.ts";
import { EXIT } from "../exit-code.ts";
import { writeStdout } from "../write-output.ts";

/** `inspect explain RULE`: the rule's page; without a rule, the list of them. */
export async function explainCommand(rule: string | undefined): Promise<number> {
	const rules = [...RULES].sort((a, b) => (a.id < b.id ? -1 : 1));
	if (rule === undefined) {
		const lines = rules.map(({ id, severity, title }) => `${id.padEnd(32)} ${severity.padEnd(8)} ${title}`);
		await writeStdout(`${lines.join("\n")}\n`);
		return EXIT.passed;
	}
	if (!rules.some(({ id }) => id === rule)) {
		const near = nearestNames(
			rule,
			rules.map(({ id }) => id),
		);
		process.stderr.write(
			`elfspect: no rule ${JSON.stringify(safeText(rule))}${near.length === 0 ? "" : `; near: ${near.join(", ")}`}\n`,
		);
		return EXIT.unusable;
	}
	await writeStdout(readFileSync(new URL(`../docs/rules/${rule}.md`, import.meta.url), "utf8"));
	return EXIT.passed;
}
