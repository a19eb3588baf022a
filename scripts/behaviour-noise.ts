// How often each rule beyond loading fires over real programs, as if every one of them started:
//   node scripts/run-typescript.js scripts/behaviour-noise.ts ROOT FOLDER... [--verbose]
// ROOT is an unpacked root file system that the programs are judged on (Alpine for what differs on musl, a minimal glibc
// image for what is missing at run time). Prints the median and the rate of warnings per program, and each rule's rate of
// warnings and of information; exits 1 when a rule warns about more than a fifth of the programs or the median is above 1.
import { readFileSync } from "node:fs";
import { memorySource } from "../src/bytes/memory-source.ts";
import { directoryTree } from "../src/disk/directory-tree.ts";
import { parseElf } from "../src/elf/parse-elf.ts";
import { identifyProgram } from "../src/program/identify.ts";
import type { Finding } from "../src/rules/finding.ts";
import type { RuleContext } from "../src/rules/rule.ts";
import { runRules } from "../src/rules/run-rules.ts";
import { targetOfTree } from "../src/targets/target-of-tree.ts";
import { memoryFile, memoryTree } from "../src/tree/memory-tree.ts";
import { overlayTree } from "../src/tree/overlay-tree.ts";
import { elfFilesUnder } from "./elf/elf-files.ts";

const MOST_WARNED = 0.2;
const verbose = process.argv.includes("--verbose");

const [root, ...folders] = process.argv.slice(2).filter((argument) => argument !== "--verbose");
if (root === undefined || folders.length === 0) throw new Error("usage: behaviour-noise.ts ROOT FOLDER...");

const target = targetOfTree(directoryTree(root), { name: root, provenance: { source: root } });
const warned = new Map<string, number>();
const told = new Map<string, number>();
const perProgram: number[] = [];
for (const path of elfFilesUnder(folders)) judge(path);
report();

function judge(path: string): void {
	const context = contextOf(path);
	if (!context) return;
	const findings = runRules(context);
	const warnings = findings.filter(({ severity }) => severity !== "info");
	perProgram.push(warnings.length);
	count(warned, warnings);
	count(
		told,
		findings.filter(({ severity }) => severity === "info"),
	);
	for (const { rule, message } of warnings) if (verbose) console.log(`${path}: ${rule}: ${message}`);
}

function count(counts: Map<string, number>, findings: readonly Finding[]): void {
	for (const rule of new Set(findings.map((finding) => finding.rule))) counts.set(rule, (counts.get(rule) ?? 0) + 1);
}

/** The program on the target, as if the loader had found everything: what only running would show. */
function contextOf(path: string): RuleContext | undefined {
	const bytes = readFileSync(path);
	const source = memorySource(path, bytes);
	try {
		const elf = parseElf(source);
		const tree = overlayTree(memoryTree([[path, memoryFile(path, bytes, 0o755)]]), target.tree);
		return {
			subject: {
				path,
				kind: elf.interpreter === undefined && !elf.dynamic?.needed.length ? "static-executable" : "executable",
				elf,
				program: identifyProgram(elf, { path, source }),
			},
			target,
			root: tree,
			load: {
				outcome: "starts",
				lines: [],
				problems: [],
				behind: [],
				objects: [{ name: path, path, via: "subject", steps: [] }],
				interpreter: { path: elf.interpreter ?? "", libc: target.libc },
			},
		};
	} catch (error) {
		console.error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
		return undefined;
	}
}

function report(): void {
	const programs = perProgram.length;
	const sorted = [...perProgram].sort((one, other) => one - other);
	const median = sorted[Math.floor(programs / 2)] ?? 0;
	const some = perProgram.filter((number) => number > 0).length;
	console.log(
		`${programs} programs on ${root} (${target.libc.kind}): median ${median} warnings, ${share(some, programs)} have any`,
	);
	for (const [name, counts] of [["warning", warned] as const, ["info", told] as const]) {
		for (const [rule, number] of [...counts].sort(([, a], [, b]) => b - a)) {
			console.log(`  ${name} ${share(number, programs)} ${rule}`);
		}
	}
	const noisy = [...warned].filter(([, number]) => number > programs * MOST_WARNED);
	process.exitCode = noisy.length > 0 || median > 1 ? 1 : 0;
}

function share(part: number, whole: number): string {
	return `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`;
}
