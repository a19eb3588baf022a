import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAccepted } from "./accepted.ts";
import type { Comparison } from "./comparison.ts";
import type { CorpusFolders } from "./corpus/corpus.ts";
import type { ExecutionTally } from "./execution.ts";
import type { HuntTally } from "./hunt.ts";
import { isDisagreement, newScore, percentage, type Score, score } from "./scoring.ts";

/** Everything that the page tells. */
export interface Accuracy {
	readonly total: Score;
	readonly byRoot: Map<string, Score>;
	/** `FILE ROOT` of every comparison. */
	readonly pairs: Set<string>;
	readonly files: Set<string>;
	readonly accepted: Map<string, { reason: string; count: number }>;
	/** One line each, at most as many as a reader will look at. */
	readonly open: string[];
	openCount: number;
}

const MOST_SHOWN = 60;

export function newAccuracy(): Accuracy {
	return {
		total: newScore(),
		byRoot: new Map(),
		pairs: new Set(),
		files: new Set(),
		accepted: new Map(),
		open: [],
		openCount: 0,
	};
}

/** Adds one comparison. */
export function record(accuracy: Accuracy, comparison: Comparison): void {
	const { root, observation } = comparison;
	const part = accuracy.byRoot.get(root) ?? newScore();
	accuracy.byRoot.set(root, part);
	score(part, comparison);
	score(accuracy.total, comparison);
	accuracy.files.add(observation.id);
	accuracy.pairs.add(`${observation.path} ${root}`);
	if (isDisagreement(comparison)) recordDisagreement(accuracy, comparison);
}

function recordDisagreement(accuracy: Accuracy, comparison: Comparison): void {
	const reason = isAccepted(comparison);
	if (reason !== undefined) {
		const before = accuracy.accepted.get(reason.name)?.count ?? 0;
		accuracy.accepted.set(reason.name, { reason: reason.reason, count: before + 1 });
		return;
	}
	accuracy.openCount += 1;
	if (accuracy.open.length < MOST_SHOWN) accuracy.open.push(shownDisagreement(comparison));
}

/** One line for a reader: what was so, what was said. */
export function shownDisagreement({ root, observation, prediction, differing }: Comparison): string {
	const { path, trial, outcome, detail, lines } = observation;
	const was = [outcome, detail, lines[0]].filter(Boolean).join(" ");
	const said = [prediction.outcome, prediction.lines[0], prediction.reason].filter(Boolean).join(" ");
	const lists = differing === undefined ? "" : `; ${differing.join(", ")}`;
	return `${root}, ${trial}, ${path.split("/").at(-1)}: was ${was}; said ${said}${lists}`;
}

/** Writes `docs/accuracy.md` and, beside it, the packages that the files come from. */
export function writeAccuracy(accuracy: Accuracy, folders: CorpusFolders, others: OtherTallies, date: string): void {
	writeFileSync("docs/accuracy.md", page(accuracy, others, date));
	writeFileSync("docs/accuracy-packages.txt", packages(folders));
}

/** What other runs came to, as far as there were any. */
export interface OtherTallies {
	readonly executed: ExecutionTally | undefined;
	readonly hunt: HuntTally | undefined;
}

function page(accuracy: Accuracy, { executed, hunt }: OtherTallies, date: string): string {
	const { total, byRoot, accepted, open, openCount } = accuracy;
	return `# Accuracy

Made by \`npm run conformance\` on ${date}; not edited by hand.

Every file is tried for real inside every root file system: programs by execve with a breakpoint on their entry point
(kernel and loader do all of their work, the program itself never runs), libraries by a small host program that dlopens
them with RTLD_NOW and with RTLD_LAZY, plug-ins also by a host that exports the names of the usual hosts. What is
missing altogether is what the loader lists itself (\`ld-musl --list\`; LD_TRACE_LOADED_OBJECTS with LD_WARN and
LD_BIND_NOW). The prediction is made from the same folders and compared word by word.

| | |
| --- | --- |
| files | ${number(accuracy.files.size)} |
| pairs of file and root file system | ${number(accuracy.pairs.size)} |
| starts and loads compared | ${number(total.pairs)} |
| same verdict | ${percentage(total.verdict)} |
| same first line, where it fails | ${percentage(total.firstLine)} |
| same missing libraries, symbols and versions | ${percentage(total.missing)} |
| said \`runs\`, and it did not | ${number(total.falseRuns)}${explained(total)} |
| naive check (interpreter and DT_NEEDED names only): same verdict | ${percentage(total.naive)} |
| naive check: said \`runs\`, and it did not | ${number(total.naiveFalseRuns)} |
| really run with \`--version\`, and it ended as said | ${executed === undefined ? "-" : `${executed.agree} of ${executed.programs}`} |
| not compared: the file's own constructor ran past the time limit | ${number(total.timeouts)} |

## Confusion matrix

| prediction → what happened | times |
| --- | --- |
${[...total.confusion]
	.sort(([left], [right]) => (left < right ? -1 : 1))
	.map(([cell, times]) => `| ${cell} | ${number(times)} |`)
	.join("\n")}

\`crashed\`: a signal before the entry point, or during dlopen.

## By root file system

\`with bookworm\`: everything that the packages of Debian 12 bring is laid under the root, so that hundreds of libraries
are found and relocated; \`in place\`: files are tried at the paths where their packages put them.

| root | compared | verdict | first line | missing | wrong \`runs\` | naive verdict | naive wrong \`runs\` |
| --- | --- | --- | --- | --- | --- | --- | --- |
${[...byRoot].map(([root, part]) => row(root, part)).join("\n")}

## Disagreements that stand, and why

${[...accepted].map(([name, { reason, count }]) => `- **${name}** (${number(count)}): ${reason}`).join("\n") || "None."}

## Open disagreements

${openCount === 0 ? "None." : `${number(openCount)}; the first of them:\n\n${open.map((line) => `- ${escaped(line)}`).join("\n")}`}

## Files that no linker makes
${hunted(hunt)}
## Where the files come from

Debian 11, 12 and 13 packages and npm packages with prebuilt files for glibc and for musl; versions are in
[accuracy-packages.txt](accuracy-packages.txt), the selection is \`test/conformance/corpus/packages.json\`. The C
libraries \`musl-of-*\` and \`glibc-of-*\` are Debian's own packages of bullseye (musl 1.2.2, glibc 2.31), bookworm
(1.2.3, 2.36) and trixie (1.2.5, 2.41); the other roots are real base images, found through \`ELFSPECT_ROOTS\`.
`;
}

function explained({ falseRuns, explainedFalseRuns }: Score): string {
	return falseRuns === 0 ? "" : ` (${number(explainedFalseRuns)} of them stand, with the reason below)`;
}

function hunted(hunt: HuntTally | undefined): string {
	if (hunt === undefined) return "\nNot tried.\n";
	return `
${number(hunt.mutants)} small files with one or two fields of their headers and tables changed, or cut short, were tried ${number(hunt.compared)} times:
${number(hunt.sameVerdict)} times the verdict was the same, ${number(hunt.unknown)} times we said \`unknown\`, and ${number(hunt.falseRuns)} times \`runs\` was wrong.
`;
}

function number(value: number): string {
	return value.toLocaleString("en");
}

function escaped(line: string): string {
	return `\`${line.replace(/`/g, "'")}\``;
}

function row(root: string, { pairs, verdict, firstLine, missing, falseRuns, naive, naiveFalseRuns }: Score): string {
	const [first, second, third, fourth] = [verdict, firstLine, missing, naive].map(({ of, agree }) =>
		of === 0 ? "-" : `${((100 * agree) / of).toFixed(2)} %`,
	);
	return `| ${root} | ${number(pairs)} | ${first} | ${second} | ${third} | ${falseRuns} | ${fourth} | ${naiveFalseRuns} |`;
}

/** `SUITE PACKAGE_VERSION` of the Debian packages, `npm NAME VERSION` of the others. */
function packages(folders: CorpusFolders): string {
	const lines: string[] = [];
	for (const tree of readdirSync(folders.trees).sort()) {
		const folder = join(folders.trees, tree);
		if (tree.startsWith("npm-")) lines.push(...npmPackages(folder, tree));
		else
			lines.push(
				...readdirSync(folder)
					.sort()
					.map((name) => `${tree} ${packageFile(join(folder, name))}`),
			);
	}
	return `${lines.join("\n")}\n`;
}

function packageFile(folder: string): string {
	return readFileSync(join(folder, "PACKAGE"), "utf8")
		.trim()
		.replace(/_[^_]*$/, "")
		.replace("%3a", ":");
}

function npmPackages(folder: string, tree: string): string[] {
	const { dependencies = {} } = manifest(folder);
	return Object.keys(dependencies).map((name) => {
		return `${tree} ${name} ${manifest(join(folder, "node_modules", name)).version ?? ""}`;
	});
}

function manifest(folder: string): { dependencies?: Record<string, string>; version?: string } {
	return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
