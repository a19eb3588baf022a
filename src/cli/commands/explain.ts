import { readFileSync } from "node:fs";
import { safeText } from "../../report/safe-text.ts";
import { FAMILIES } from "../../rules/family.ts";
import { RULES } from "../../rules/registry.ts";
import { nearestNames } from "../../targets/nearest-names.ts";
import { EXIT } from "../exit-code.ts";
import { writeStdout } from "../write-output.ts";

/** `inspect explain RULE`: the rule's page; without a rule, the list of them by family. */
export async function explainCommand(rule: string | undefined): Promise<number> {
	if (rule === undefined) {
		await writeStdout(ruleList());
		return EXIT.passed;
	}
	const ids = RULES.map(({ id }) => id).sort();
	if (!ids.includes(rule)) {
		const near = nearestNames(rule, ids);
		process.stderr.write(
			`elfspect: no rule ${JSON.stringify(safeText(rule))}${near.length === 0 ? "" : `; near: ${near.join(", ")}`}\n`,
		);
		return EXIT.unusable;
	}
	await writeStdout(readFileSync(new URL(`../docs/rules/${rule}.md`, import.meta.url), "utf8"));
	return EXIT.passed;
}

function ruleList(): string {
	const sections = FAMILIES.map(({ name, title }) => {
		const rules = RULES.filter(({ family }) => family === name).sort((one, other) => (one.id < other.id ? -1 : 1));
		const lines = rules.map(({ id, severity, title }) => `  ${id.padEnd(32)} ${severity.padEnd(8)} ${title}\n`);
		return `${title} (${name}):\n${lines.join("")}`;
	});
	return sections.join("\n");
}
