import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isAccepted } from "./accepted.ts";
import type { Comparison } from "./comparison.ts";
import type { CorpusFolders } from "./corpus/corpus.ts";
import type { ExecutionTally } from "./execution.ts";
import type { HuntTally } from "./hunt.ts";
import type { MachineTally } from "./machines/compare-machines.ts";
import { isDisagreement, newScore, percentage, type Score, score } from "./scoring.ts";

/** Everything that the page tells. */
export interface Accuracy {
	readonly total: Score;
	readonly byRoot: Map<string, Score>;
	/** `FILE ROOT` of every comparison. */
	readonly pairs: Set<string>;
	readonly files: Set<string>;
	readonly accepted: Map<string, { reason: string; count: number }>;
	/** Every disagreement, by name: one row of `accuracy-disagreements.tsv` each. */
	readonly named: string[];
	openCount: number;
}

/** Name of the reason of a disagreement that has none. */
const OPEN = "open";

export function newAccuracy(): Accuracy {
	return {
		total: newScore(),
		byRoot: new Map(),
		pairs: new Set(),
		files: new Set(),
		accepted: new Map(),
		named: [],
		openCount: 0,
	};
}

/** Adds one comparison.
 *  @param origin where the file comes from: `bookworm/coreutils/usr/bin/ls` */
export function record(accuracy: Accuracy, comparison: Comparison, origin: string): void {
	const { root, observation } = comparison;
	const part = accuracy.byRoot.get(root) ?? newScore();
	accuracy.byRoot.set(root, part);
	score(part, comparison);
	score(accuracy.total, comparison);
	accuracy.files.add(observation.id);
	accuracy.pairs.add(`${observation.path} ${root}`);
	if (isDisagreement(comparison)) recordDisagreement(accuracy, comparison, origin);
}

function recordDisagreement(accuracy: Accuracy, comparison: Comparison, origin: string): void {
	const accepted = isAccepted(comparison);
	accuracy.named.push(namedDisagreement(comparison, origin, accepted?.name ?? OPEN));
	if (accepted === undefined) {
		accuracy.openCount += 1;
		return;
	}
	const { name, reason } = accepted;
	accuracy.accepted.set(name, { reason, count: (accuracy.accepted.get(name)?.count ?? 0) + 1 });
}

const COLUMNS = ["reason", "file", "root", "trial", "was", "said", "differing"];

/** One row: which file where, what was so, what was said. */
function namedDisagreement(comparison: Comparison, origin: string, reason: string): string {
	const { root, observation, prediction, differing = [] } = comparison;
	const { trial, outcome, detail, lines } = observation;
	const was = [outcome, detail, lines[0]].filter(Boolean).join(" ");
	const said = [prediction.verdict, prediction.lines[0], prediction.reason].filter(Boolean).join(" ");
	return [reason, origin, root, trial, was, said, differing.join(", ")]
		.map((field) => field.replace(/[\t\n\r]/g, " ").trim())
		.join("\t");
}

/** What the pages are about and where they go. */
export interface Publication {
	/** Their path without what tells them apart: `docs/accuracy`. */
	readonly pages: string;
	/** The selection of packages. */
	readonly list: string;
	readonly date: string;
}

/** Writes the page (`docs/accuracy.md`) and, beside it, every disagreement by name and the packages that the files
 *  come from. */
export function writeAccuracy(
	accuracy: Accuracy,
	folders: CorpusFolders,
	others: OtherTallies,
	publication: Publication,
): void {
	const { pages } = publication;
	writeFileSync(`${pages}.md`, page(accuracy, others, publication));
	const rows = [COLUMNS.join("\t"), ...[...accuracy.named].sort()];
	writeFileSync(`${pages}-disagreements.tsv`, `${rows.join("\n")}\n`);
	writeFileSync(`${pages}-packages.txt`, packages(folders));
}

const MORE = `
The same with files that were drawn when the models were done, and on base images that nobody publishes, is on a
[page of its own](accuracy-unseen.md).`;
const UNSEEN = `
The packages were drawn at random from all sections of Debian 11, 12 and 13 when the models were done, without any that
the [first corpus](accuracy.md) has; files that it has are left out. Roots with a comma in their name are base images
that nobody publishes: with stale, old or missing caches, hardware-capability folders, other search paths, moved
loaders, two C libraries.`;

/** What other runs came to, as far as there were any. */
export interface OtherTallies {
	readonly executed: ExecutionTally | undefined;
	readonly hunt: HuntTally | undefined;
	readonly machines: readonly MachineTally[] | undefined;
}

function page(
	accuracy: Accuracy,
	{ executed, hunt, machines }: OtherTallies,
	{ pages, list, date }: Publication,
): string {
	const { total, byRoot, accepted, openCount } = accuracy;
	const stem = basename(pages);
	return `# Accuracy${stem === "accuracy" ? "" : ": files that nobody looked at before"}

Made by \`npm run conformance\`${stem === "accuracy" ? "" : " (with ELFSPECT_CORPUS=unseen)"} on ${date}; not edited by hand.
${stem === "accuracy" ? MORE : UNSEEN}

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
| said \`at-risk\` (it starts, but ...), and it did not | ${number(total.falseRisks)} |
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

\`runs\` and \`at-risk\` are what the report prints for a file that starts: \`at-risk\` names something known that can
fail later. \`crashed\`: a signal before the entry point, or during dlopen.

## By root file system

\`with bookworm\`: everything that the packages of Debian 12 bring is laid under the root, so that hundreds of libraries
are found and relocated; \`in place\`: files are tried at the paths where their packages put them.

| root | compared | verdict | first line | missing | wrong \`runs\` | naive verdict | naive wrong \`runs\` |
| --- | --- | --- | --- | --- | --- | --- | --- |
${[...byRoot].map(([root, part]) => row(root, part)).join("\n")}

## Disagreements

Every one stands by name (file, root, trial, what was so, what was said) in
[${stem}-disagreements.tsv](${stem}-disagreements.tsv), under the name of its reason; \`${OPEN}\` has none yet:
${openCount === 0 ? "there is none of those" : `${number(openCount)} of those`}.

${[...accepted].map(([name, { reason, count }]) => `- **${name}** (${number(count)}): ${reason}`).join("\n") || "None."}

${stem === "accuracy" ? `## Files that no linker makes\n${hunted(hunt)}\n## Other machines\n${emulated(machines)}\n` : ""}## Where the files come from

Debian 11, 12 and 13 packages and npm packages with prebuilt files for glibc and for musl; versions are in
[${stem}-packages.txt](${stem}-packages.txt), the selection is \`${list}\`. The C
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
${number(hunt.sameVerdict)} times the verdict was the same, ${number(hunt.unknown)} times we said \`unknown\`, and ${number(hunt.falseRuns)} times \`runs\` was wrong${ownCode(hunt)}.
`;
}

function emulated(machines: readonly MachineTally[] | undefined): string {
	if (machines === undefined || machines.length === 0) return "\nNot tried.\n";
	const rows = machines.map(
		({ machine, emulator, roots, compared, sameVerdict, refused, sameFirstLine, falseRuns }) => {
			const first = percentage({ of: refused, agree: sameFirstLine });
			const verdict = percentage({ of: compared, agree: sameVerdict });
			return `| ${machine} | ${emulator} | ${roots} | ${verdict} | ${first} | ${falseRuns} |`;
		},
	);
	return `
Programs and libraries for other machines, out of base images and of two hundred packages of Debian that nobody chose
(with what those depend on), tried in roots of their machine. A program's first instructions are replaced by a call of exit_group(42), so that its status tells whether the loader came to its end.

| machine | emulator | roots | verdict | first line | wrong \`runs\` |
| --- | --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}

function ownCode({ explainedFalseRuns = 0 }: HuntTally): string {
	const those = `${number(explainedFalseRuns)} of them because the address of the file's own constructor was changed and its code crashed`;
	return explainedFalseRuns === 0 ? "" : `: ${those}, after the loader was done`;
}

function number(value: number): string {
	return value.toLocaleString("en");
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
