import { explainSymbol } from "../../knowledge/symbols/explain-symbol.ts";
import { UsageError } from "../../policy/usage-error.ts";
import { jsonText } from "../../report/json-text.ts";
import { safeText } from "../../report/safe-text.ts";
import { allArchitectures, findArchitecture } from "../../targets/architecture.ts";
import { lookupSymbol, type SymbolAnswer } from "../../targets/symbol-lookup.ts";
import { EXIT } from "../exit-code.ts";
import { writeStdout } from "../write-output.ts";
import { symbolRemedies } from "./symbol-remedies.ts";

interface SymbolReport extends SymbolAnswer {
	readonly arch: string;
	readonly what?: string;
	readonly note?: string;
	readonly gcompat?: string;
	readonly remedies: readonly string[];
}

/** `inspect symbol NAME...`. Errors: UsageError for an unknown format or architecture. */
export async function symbolCommand(
	names: readonly string[],
	options: { readonly format: string; readonly arch: string },
): Promise<number> {
	const arch = architectureNamed(options.arch);
	const symbols = names.map((name) => symbolReport(name, arch));
	if (options.format === "json") await writeStdout(`${jsonText({ symbols })}\n`);
	else if (options.format === "text") await writeStdout(symbols.map(symbolText).join("\n"));
	else throw new UsageError(`unknown format ${options.format}; known are text, json`);
	return EXIT.passed;
}

function architectureNamed(text: string): string {
	const found = findArchitecture(text)?.name;
	if (found !== undefined) return found;
	const known = allArchitectures().map(({ name }) => name);
	throw new UsageError(`unknown architecture ${text}; known are ${known.join(", ")}`);
}

function symbolReport(name: string, arch: string): SymbolReport {
	const answer = lookupSymbol(name, arch);
	const known = explainSymbol(name);
	return {
		...answer,
		arch,
		...(known === undefined ? {} : { what: known.what }),
		...(known?.note === undefined ? {} : { note: known.note }),
		...(known?.gcompat === undefined ? {} : { gcompat: known.gcompat }),
		remedies: symbolRemedies(answer),
	};
}

function symbolText(report: SymbolReport): string {
	const lines = [`${safeText(report.symbol)} (${report.arch})`];
	if (report.what !== undefined) lines.push(`  ${report.what}`);
	if (report.note !== undefined) lines.push(`  ${report.note}`);
	lines.push("", ...providedLines(report), ...lackingLines(report));
	if (report.gcompat !== undefined) lines.push(`  gcompat: ${report.gcompat}`);
	lines.push(...report.remedies.map((remedy) => `  -> ${remedy}`), "");
	return lines.join("\n");
}

/** Targets that have it, grouped by library and version. */
function providedLines({ provided }: SymbolReport): string[] {
	if (provided.length === 0) return ["  provided by no library of any target"];
	const groups = new Map<string, string[]>();
	for (const { soname, versions, hidden, target } of provided) {
		const version = versions.length === 0 ? "" : ` ${versions.join(", ")}`;
		const key = `${soname}${version}${hidden ? " (not the default version: musl ignores it)" : ""}`;
		groups.set(key, [...(groups.get(key) ?? []), target]);
	}
	return [...groups].map(
		([key, targets]) => `  in ${safeText(key)}: ${[...new Set(targets)].map(safeText).join(", ")}`,
	);
}

function lackingLines({ lacking }: SymbolReport): string[] {
	if (lacking.length === 0) return ["  every target with a loader has it"];
	return [`  lacking: ${lacking.map(({ target }) => safeText(target)).join(", ")}`];
}
