// What is the same on every page of docs/rules, and their index. Written by `npm run build:registry`; a test compares.
import { readFileSync } from "node:fs";
import { FAMILIES } from "../src/rules/family.ts";
import { type RegisteredRule, RULES } from "../src/rules/registry.ts";

const HEADING = "## In use";

/** Where the page of a rule is. */
export function pageFile(id: string): string {
	return `docs/rules/${id}.md`;
}

export const INDEX_FILE = "docs/rules/README.md";

/** A rule's page, its last section made anew: severity, how to ignore, related rules. */
export function pageText(rule: RegisteredRule): string {
	const [own = ""] = readFileSync(pageFile(rule.id), "utf8").split(`\n${HEADING}\n`);
	const related = relatedTo(rule).map((id) => `[${id}](${id}.md)`);
	return `${own.trimEnd()}

${HEADING}

Severity: ${severityWords(rule)}. Family: [${rule.family}](README.md#${rule.family}). To accept it, in \`.elfspect.yaml\`:

\`\`\`yaml
ignore:
  - rule: ${rule.id}
    path: vendor/**
    reason: why it does no harm here
\`\`\`
${related.length === 0 ? "" : `\nRelated: ${related.join(", ")}.\n`}`;
}

/** The index: every rule by family, with its severity and title. */
export function indexText(): string {
	const sections = FAMILIES.map(({ name, title }) => {
		const rules = RULES.filter(({ family }) => family === name).sort((one, other) => (one.id < other.id ? -1 : 1));
		const rows = rules.map(({ id, severity, title }) => `| [${id}](${id}.md) | ${severity} | ${title} |`);
		return `## ${name}\n\n${title}.\n\n| rule | at worst | what it reports |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
	});
	return `# Rules\n\n\`inspect explain RULE\` shows the same pages in the terminal. Every finding names its rule.\n\n${sections.join("\n")}`;
}

function severityWords({ severity }: RegisteredRule): string {
	return severity === "error"
		? "`error` at worst, which makes the verdict `fails`"
		: severity === "warning"
			? "`warning` at worst, which makes the verdict `at-risk`"
			: "`info`, which changes no verdict";
}

/** Rules of the same family that speak of the same step of a start, nearest first; at most five. */
function relatedTo(rule: RegisteredRule): readonly string[] {
	const step = Math.floor(rule.rank / 100);
	return RULES.filter(
		({ id, family, rank }) => id !== rule.id && family === rule.family && Math.floor(rank / 100) === step,
	)
		.sort((one, other) => Math.abs(one.rank - rule.rank) - Math.abs(other.rank - rule.rank))
		.slice(0, 5)
		.map(({ id }) => id);
}
