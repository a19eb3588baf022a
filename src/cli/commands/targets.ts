import { UsageError } from "../../policy/usage-error.ts";
import { jsonText } from "../../report/json-text.ts";
import { safeText } from "../../report/safe-text.ts";
import { listTargets } from "../../targets/find-target.ts";
import type { TargetDescription } from "../../targets/target-description.ts";
import { humanSize } from "../../verdict/recommendation.ts";
import { outputWidth } from "../terminal.ts";
import { stdoutTerminal, writeStdout } from "../write-output.ts";

/** One target in the list, its architectures together. */
export interface ListedTarget {
	readonly name: string;
	readonly aliases: readonly string[];
	readonly libc: { readonly kind: string; readonly version?: string };
	readonly architectures: readonly string[];
	readonly basis: string;
	readonly release?: string;
	readonly size?: { readonly compressedBytes?: number; readonly unpackedBytes: number };
	readonly provenance: readonly (TargetDescription["provenance"] & { readonly arch: string })[];
}

/** `inspect targets`. Errors: UsageError for an unknown format. */
export async function targetsCommand(format: string, environment: NodeJS.ProcessEnv): Promise<void> {
	const targets = groupedTargets(listTargets());
	if (format === "json") await writeStdout(`${jsonText({ targets })}\n`);
	else if (format === "text") await writeStdout(targetsText(targets, columnsOf(environment)));
	else throw new UsageError(`unknown format ${format}; known are text, json`);
}

/** What reads a pipe takes a row per target, however long. */
function columnsOf(environment: NodeJS.ProcessEnv): number {
	const { width, clip } = outputWidth(environment, stdoutTerminal());
	return clip ? width : Number.POSITIVE_INFINITY;
}

function groupedTargets(all: readonly TargetDescription[]): readonly ListedTarget[] {
	const names = [...new Set(all.map(({ name }) => name))];
	return names.map((name) => {
		const same = all.filter((each) => each.name === name);
		const shown = same.find(({ arch }) => arch === "x86_64") ?? same[0];
		return listed(name, same, shown);
	});
}

function listed(name: string, same: readonly TargetDescription[], shown: TargetDescription | undefined): ListedTarget {
	const { libc, size, provenance } = shown ?? {};
	const version = libc !== undefined && "version" in libc ? libc.version : undefined;
	return {
		name,
		aliases: shown?.aliases ?? [],
		libc: { kind: libc?.kind ?? "unknown", ...(version === undefined ? {} : { version }) },
		architectures: same.map(({ arch }) => arch).sort(),
		basis: provenance?.basis ?? "measured",
		...(provenance?.release === undefined ? {} : { release: provenance.release }),
		...(size === undefined ? {} : { size }),
		provenance: same.map((each) => ({ arch: each.arch, ...each.provenance })),
	};
}

/** A row per target; where somebody looks at fewer columns than that takes, architectures and aliases stand below. */
export function targetsText(targets: readonly ListedTarget[], width: number): string {
	const rows = targets.map((target) => [
		target.name,
		target.libc.kind === "unknown" ? "-" : `${target.libc.kind} ${target.libc.version ?? ""}`.trim(),
		target.size === undefined ? "-" : humanSize(target.size.unpackedBytes),
		target.basis,
		target.architectures.join(" "),
		target.aliases.join(" "),
	]);
	const table = [["target", "libc", "size", "facts", "architectures", "aliases"], ...rows].map((row) =>
		row.map(safeText),
	);
	const whole = aligned(table);
	const lines = whole.every((line) => line.length <= width) ? whole : foldedRows(table, width);
	return `${[...lines, "", ...folded(ADD_ONS, width, "")].join("\n")}\n`;
}

const ADD_ONS =
	"Add-ons: +gcompat +libc6-compat +lib64-symlink +libstdc++ +libgcc (alpine:3.20+gcompat). Your own: a path.";

function foldedRows(table: readonly (readonly string[])[], width: number): string[] {
	const heads = aligned(table.map((row) => row.slice(0, -2)));
	return table.flatMap((row, index) => [
		heads[index] ?? "",
		...row.slice(-2).flatMap((names) => (names === "" ? [] : folded(names, width, "    "))),
	]);
}

function aligned(table: readonly (readonly string[])[]): string[] {
	const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
	return table.map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join("  ")
			.trimEnd(),
	);
}

/** Words on lines of at most so many columns; a longer word has a line of its own. */
function folded(words: string, width: number, indent: string): string[] {
	const lines: string[] = [];
	for (const word of words.split(" ")) {
		const last = lines.at(-1);
		const longer = `${last} ${word}`;
		if (last === undefined || longer.length > width) lines.push(`${indent}${word}`);
		else lines[lines.length - 1] = longer;
	}
	return lines;
}
