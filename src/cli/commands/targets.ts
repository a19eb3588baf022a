import { UsageError } from "../../policy/usage-error.ts";
import { jsonText } from "../../report/json-text.ts";
import { safeText } from "../../report/safe-text.ts";
import { listTargets } from "../../targets/find-target.ts";
import type { TargetDescription } from "../../targets/target-description.ts";
import { humanSize } from "../../verdict/recommendation.ts";
import { writeStdout } from "../write-output.ts";

/** One target in the list, its architectures together. */
interface ListedTarget {
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
export async function targetsCommand(format: string): Promise<void> {
	const targets = groupedTargets(listTargets());
	if (format === "json") await writeStdout(`${jsonText({ targets })}\n`);
	else if (format === "text") await writeStdout(targetsText(targets));
	else throw new UsageError(`unknown format ${format}; known are text, json`);
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

function targetsText(targets: readonly ListedTarget[]): string {
	const rows = targets.map((target) => [
		target.name,
		target.libc.kind === "unknown" ? "-" : `${target.libc.kind} ${target.libc.version ?? ""}`.trim(),
		target.size === undefined ? "-" : humanSize(target.size.unpackedBytes),
		target.basis,
		target.architectures.join(" "),
		target.aliases.join(" "),
	]);
	const table = [["target", "libc", "size", "facts", "architectures", "aliases"], ...rows];
	const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
	const lines = table.map((row) =>
		row
			.map((cell, column) => safeText(cell).padEnd(widths[column] ?? 0))
			.join("  ")
			.trimEnd(),
	);
	return `${lines.join("\n")}\n\nAdd-ons: +gcompat +libc6-compat +lib64-symlink +libstdc++ +libgcc (alpine:3.20+gcompat). Your own: a path.\n`;
}
