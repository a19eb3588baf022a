import { explainSymbol } from "../../knowledge/symbols/explain-symbol.ts";
import { UsageError } from "../../policy/usage-error.ts";
import { jsonText } from "../../report/json-text.ts";
import { safeText } from "../../report/safe-text.ts";
import { fold, type Style, styleOf } from "../../report/text/style.ts";
import { allArchitectures, findArchitecture } from "../../targets/architecture.ts";
import { listTargets } from "../../targets/find-target.ts";
import { lookupSymbol, type SymbolAnswer, underVersion } from "../../targets/symbol-lookup.ts";
import { EXIT } from "../exit-code.ts";
import { outputWidth, usesUnicode } from "../terminal.ts";
import { stdoutTerminal, writeStdout } from "../write-output.ts";
import { symbolRemedies } from "./symbol-remedies.ts";
import { targetRuns } from "./target-runs.ts";

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
	else if (options.format === "text")
		await writeStdout(symbols.map((each) => symbolText(each, plainStyle())).join("\n"));
	else throw new UsageError(`unknown format ${options.format}; known are text, json`);
	return EXIT.passed;
}

function architectureNamed(text: string): string {
	const found = findArchitecture(text)?.name;
	if (found !== undefined) return found;
	const known = allArchitectures().map(({ name }) => name);
	throw new UsageError(`unknown architecture ${text}; known are ${known.join(", ")}`);
}

function symbolReport(text: string, arch: string): SymbolReport {
	const { name, version } = nameAndVersion(text);
	const found = lookupSymbol(name, arch);
	const answer = version === undefined ? found : underVersion(found, version);
	const known = explainSymbol(name);
	const other = known === undefined && answer.provided.length === 0 ? otherThanSymbol(text) : undefined;
	const what = known?.what ?? other;
	return {
		...answer,
		symbol: text,
		arch,
		...(what === undefined ? {} : { what }),
		...(known?.note === undefined ? {} : { note: known.note }),
		...(known?.gcompat === undefined ? {} : { gcompat: known.gcompat }),
		remedies: other === undefined ? symbolRemedies(answer) : [],
	};
}

/** `memcpy@GLIBC_2.14`, or with two `@` where it is the default version, as linkers and nm write it. */
function nameAndVersion(text: string): { readonly name: string; readonly version?: string } {
	const [, name, version] = /^([^@]+)@@?([^@]+)$/.exec(text) ?? [];
	return name === undefined || version === undefined ? { name: text } : { name, version };
}

/** What people take for a symbol's name. */
function otherThanSymbol(text: string): string | undefined {
	if (/\.so(\.|$)/.test(text)) {
		return "the name of a library: `inspect FILE` says of a file that needs it which bases lack it and which package provides it";
	}
	return text.includes("::")
		? "a C++ name as people read it; loaders know the mangled one, which begins with _Z"
		: undefined;
}

function plainStyle(): Style {
	const { width } = outputWidth(process.env, stdoutTerminal());
	return styleOf({ color: false, unicode: usesUnicode(process.env), width, summary: false, verbose: false });
}

function symbolText(report: SymbolReport, { width, arrow }: Style): string {
	const lines = [`${safeText(report.symbol)} (${report.arch})`];
	const add = (text: string, first = "  ", rest = first) => lines.push(...fold(safeText(text), width, first, rest));
	if (report.what !== undefined) add(report.what);
	if (report.note !== undefined) add(report.note);
	lines.push("");
	for (const text of [...providedLines(report), ...lackingLines(report)]) add(text, "  ", "    ");
	if (report.gcompat !== undefined) add(`gcompat: ${report.gcompat}`);
	for (const remedy of report.remedies) add(remedy, `  ${arrow} `, "     ");
	return `${lines.join("\n")}\n`;
}

/** Every target with a loader, and add-ons that have the symbol, in the order of `inspect targets`. */
function asked({ provided, lacking }: SymbolReport): readonly string[] {
	const concerned = new Set([...provided, ...lacking].map(({ target }) => target));
	return listTargets()
		.map(({ name }) => name)
		.filter((name, index, all) => concerned.has(name) && all.indexOf(name) === index);
}

/** Targets that have it, grouped by library and version. */
function providedLines(report: SymbolReport): string[] {
	const { provided } = report;
	if (provided.length === 0) return ["provided by no library of any target"];
	const groups = new Map<string, string[]>();
	for (const { soname, versions, hidden, target } of provided) {
		const version = versions.length === 0 ? "" : ` ${versions.join(", ")}`;
		const key = `${soname}${version}${hidden ? " (not the default version: musl ignores it)" : ""}`;
		groups.set(key, [...(groups.get(key) ?? []), target]);
	}
	return [...groups].map(([key, targets]) => `in ${key}: ${runs(targets, report).join(", ")}`);
}

function lackingLines(report: SymbolReport): string[] {
	const { lacking, provided } = report;
	if (lacking.length === 0) return ["every target with a loader has it"];
	if (provided.length === 0) return [];
	return [
		`lacking: ${runs(
			lacking.map(({ target }) => target),
			report,
		).join(", ")}`,
	];
}

/** Runs of targets; the add-ons that no list of targets has come as they are called there. */
function runs(targets: readonly string[], report: SymbolReport): readonly string[] {
	const addOns = targets.filter((target) => target.startsWith("+"));
	return [...new Set(addOns.map((name) => ADD_ON_NAMES.get(name) ?? name)), ...targetRuns(targets, asked(report))];
}

/** Stored add-ons that users know under another name. */
const ADD_ON_NAMES: ReadonlyMap<string, string> = new Map([["+gcc-libraries", "+libstdc++"]]);
