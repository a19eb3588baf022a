import type { ComparableFacts } from "./comparable-facts.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly string[] ? string[] : T[Key] };

/** readelf's side, by path: the output of `readelf -W -h -l -d -V --dyn-syms FILE...` for several files. */
export function parseReadelf(output: string): Map<string, ComparableFacts> {
	const byPath = new Map<string, ComparableFacts>();
	for (const part of output.split(/^File: /m).slice(1)) {
		const end = part.indexOf("\n");
		byPath.set(part.slice(0, end), parseOne(part.slice(end + 1)));
	}
	return byPath;
}

function parseOne(text: string): ComparableFacts {
	const facts: Mutable<ComparableFacts> = {
		interpreter: "",
		needed: [],
		soname: "",
		rpath: "",
		runpath: "",
		versionNeeds: [],
		versionDefinitions: [],
		symbols: [],
	};
	const context = { file: "" };
	for (const line of text.split("\n")) {
		parseDynamicLine(line, facts);
		parseVersionLine(line, facts, context);
		parseSymbolLine(line, facts);
	}
	return facts;
}

function parseDynamicLine(line: string, facts: Mutable<ComparableFacts>): void {
	const interpreter = /\[Requesting program interpreter: (.*)\]$/.exec(line)?.[1];
	if (interpreter !== undefined) facts.interpreter = interpreter;
	const [, tag, value = ""] = /^ 0x[0-9a-f]+ \((NEEDED|SONAME|RPATH|RUNPATH)\) +[^[]*\[(.*)\]$/.exec(line) ?? [];
	if (tag === "NEEDED") facts.needed.push(value);
	if (tag === "SONAME") facts.soname = value;
	if (tag === "RPATH") facts.rpath = value;
	if (tag === "RUNPATH") facts.runpath = value;
}

function parseVersionLine(line: string, facts: Mutable<ComparableFacts>, context: { file: string }): void {
	const file = /^ {2}[0-9a-fx]+: Version: 1 {2}File: (.*) {2}Cnt: \d+$/.exec(line)?.[1];
	if (file !== undefined) context.file = file;
	const [, needed, flags, index] = /^ {2}0x[0-9a-f]+: {3}Name: (.*) {2}Flags: (.*) {2}Version: (\d+)$/.exec(line) ?? [];
	if (needed !== undefined) {
		facts.versionNeeds.push(`${context.file}: ${needed} ${index}${/WEAK/.test(flags ?? "") ? " WEAK" : ""}`);
	}
	const definition = /^ {2}[0-9a-fx]+: Rev: 1 {2}Flags: (.*) {2}Index: (\d+) {2}Cnt: \d+ {2}Name: (.*)$/.exec(line);
	if (definition !== null) {
		const [, definitionFlags = "", definitionIndex, name] = definition;
		facts.versionDefinitions.push(`${definitionIndex} ${name}${/BASE/.test(definitionFlags) ? " BASE" : ""}`);
	}
	const parent = /^ {2}0x[0-9a-f]+: Parent \d+: (.*)$/.exec(line)?.[1];
	const last = facts.versionDefinitions.pop();
	if (last !== undefined) facts.versionDefinitions.push(parent === undefined ? last : `${last} < ${parent}`);
}

const SYMBOL =
	/^ +(\d+): [0-9a-f]+ +(0x[0-9a-f]+|\d+) (<.*?>: \d+|\w+) +(<.*?>: \d+|\w+) +\w+ +(?:\[.*?\] +)?(UND|ABS|COM|PRC\[.*?\]|OS ?\[.*?\]|RSV\[.*?\]|\d+) ?(.*)$/;

function parseSymbolLine(line: string, facts: Mutable<ComparableFacts>): void {
	const [, index, size, type = "", binding, section, rest = ""] = SYMBOL.exec(line) ?? [];
	if (index === undefined) return;
	const name = type === "SECTION" ? "" : rest.replace(/ \(\d+\)$/, "");
	// readelf names GNU's numbers only when EI_OSABI says so; everybody else goes by the number.
	const bindingName = binding === "<OS specific>: 10" ? "UNIQUE" : binding;
	const typeName = type === "<OS specific>: 10" ? "IFUNC" : type;
	const place = section === "UND" ? " UND" : "";
	facts.symbols.push(`${index} ${name} ${bindingName} ${typeName} ${Number(size)}${place}`);
}
