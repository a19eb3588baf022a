import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from "yaml";
import { FAIL_ON_LEVELS, type FailOn, failOnOf } from "./fail-on.ts";
import { UsageError } from "./usage-error.ts";

/** `.elfspect.yaml`, as written. Every key mirrors a flag, but `ignore` and `paths`. */
export interface ConfigFile {
	readonly target?: readonly string[];
	readonly failOn?: FailOn;
	readonly format?: string;
	readonly platform?: string;
	readonly arch?: string;
	readonly alone?: boolean;
	readonly all?: boolean;
	readonly baseline?: string;
	readonly ignore: readonly IgnoreEntry[];
	readonly paths: readonly PathRule[];
}

/** Accepts findings; every field that is there must match. */
export interface IgnoreEntry {
	readonly rule: string;
	/** Glob over subject paths: `*` within a folder, `**` across folders. */
	readonly path?: string;
	readonly symbol?: string;
	readonly library?: string;
	readonly target?: string;
	readonly reason: string;
	/** Last day on which it counts, ISO 8601. */
	readonly expires?: string;
	readonly line: number;
}

/** What is different for files whose path matches. */
export interface PathRule {
	readonly path: string;
	readonly skip?: boolean;
	readonly failOn?: FailOn;
	readonly line: number;
}

type Field = "string" | "boolean" | "strings" | "fail-on" | "date";
type Value = string | boolean | readonly string[];

const TOP_FIELDS: Readonly<Record<string, Field>> = {
	target: "strings",
	"fail-on": "fail-on",
	format: "string",
	platform: "string",
	arch: "string",
	alone: "boolean",
	all: "boolean",
	baseline: "string",
};
const IGNORE_FIELDS: Readonly<Record<string, Field>> = {
	rule: "string",
	path: "string",
	symbol: "string",
	library: "string",
	target: "string",
	reason: "string",
	expires: "date",
};
const PATH_FIELDS: Readonly<Record<string, Field>> = { path: "string", skip: "boolean", "fail-on": "fail-on" };

/** Parses a configuration file. Errors: UsageError with file and line for anything that it does not know. */
export function parseConfig(text: string, file: string): ConfigFile {
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
	const at = (node: Node | null | undefined) => lines.linePos(node?.range?.[0] ?? 0).line;
	const fail = (line: number, message: string): never => {
		throw new UsageError(`${file}:${line}: ${message}`);
	};
	const [problem] = document.errors;
	if (problem !== undefined) fail(problem.linePos?.[0].line ?? 1, problem.message.split("\n")[0] ?? "not YAML");
	const root = document.contents;
	if (root === null) return { ignore: [], paths: [] };
	if (!isMap(root)) return fail(at(root), "expected a mapping of settings");
	const reader: Reader = { at, fail };
	const top = readMap(root, TOP_FIELDS, ["ignore", "paths"], reader);
	return {
		...topSettings(top),
		ignore: readList(root, "ignore", reader).map((map) => ignoreEntry(map, reader)),
		paths: readList(root, "paths", reader).map((map) => pathRule(map, reader)),
	};
}

interface Reader {
	readonly at: (node: Node | null | undefined) => number;
	readonly fail: (line: number, message: string) => never;
}

function topSettings(values: ReadonlyMap<string, Value>): Omit<ConfigFile, "ignore" | "paths"> {
	const target = stringsOf(values.get("target"));
	const failOn = failOnOf(values.get("fail-on"));
	return {
		...(target === undefined ? {} : { target }),
		...(failOn === undefined ? {} : { failOn }),
		...textSetting("format", values),
		...textSetting("platform", values),
		...textSetting("arch", values),
		...textSetting("baseline", values),
		...(values.get("alone") === true ? { alone: true } : {}),
		...(values.get("all") === true ? { all: true } : {}),
	};
}

function textSetting<Key extends string>(key: Key, values: ReadonlyMap<string, Value>): { [K in Key]?: string } {
	const value = values.get(key);
	const setting: { [K in Key]?: string } = {};
	if (typeof value === "string") setting[key] = value;
	return setting;
}

function ignoreEntry(map: YAMLMap, reader: Reader): IgnoreEntry {
	const values = readMap(map, IGNORE_FIELDS, [], reader);
	const line = reader.at(map);
	const rule = values.get("rule");
	const reason = values.get("reason");
	if (typeof rule !== "string") return reader.fail(line, "an ignore needs a `rule`");
	if (typeof reason !== "string" || reason.trim() === "") return reader.fail(line, "an ignore needs a `reason`");
	return {
		rule,
		reason,
		line,
		...textSetting("path", values),
		...textSetting("symbol", values),
		...textSetting("library", values),
		...textSetting("target", values),
		...textSetting("expires", values),
	};
}

function pathRule(map: YAMLMap, reader: Reader): PathRule {
	const values = readMap(map, PATH_FIELDS, [], reader);
	const path = values.get("path");
	const failOn = failOnOf(values.get("fail-on"));
	if (typeof path !== "string") return reader.fail(reader.at(map), "an entry of `paths` needs a `path`");
	return {
		path,
		line: reader.at(map),
		...(values.get("skip") === true ? { skip: true } : {}),
		...(failOn === undefined ? {} : { failOn }),
	};
}

function readMap(
	map: YAMLMap,
	fields: Readonly<Record<string, Field>>,
	others: readonly string[],
	reader: Reader,
): ReadonlyMap<string, Value> {
	const values = new Map<string, Value>();
	for (const { key, value } of map.items) {
		const line = isScalar(key) ? reader.at(key) : reader.at(map);
		const name = isScalar(key) ? String(key.value) : "";
		if (others.includes(name)) continue;
		const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
		if (field === undefined) {
			return reader.fail(line, `unknown key \`${name}\`; known are ${[...Object.keys(fields), ...others].join(", ")}`);
		}
		values.set(name, readValue(value, field, name, line, reader));
	}
	return values;
}

function readValue(node: unknown, field: Field, name: string, line: number, { fail }: Reader): Value {
	if (field === "strings" && isSeq(node)) return node.items.map((item) => String(isScalar(item) ? item.value : ""));
	const value = isScalar(node) ? node.value : undefined;
	if (field === "boolean") return typeof value === "boolean" ? value : fail(line, `\`${name}\` must be true or false`);
	if (value === undefined || value === null || typeof value === "boolean")
		return fail(line, `\`${name}\` needs a text`);
	const text = String(value);
	if (field === "strings") return text.split(",").map((part) => part.trim());
	if (field === "fail-on" && failOnOf(text) === undefined) {
		return fail(line, `\`${name}\` must be one of ${FAIL_ON_LEVELS.join(", ")}`);
	}
	if (field === "date" && !/^\d{4}-\d{2}-\d{2}$/.test(text))
		return fail(line, `\`${name}\` must be a date like 2027-01-31`);
	return text;
}

function readList(root: YAMLMap, name: string, { at, fail }: Reader): YAMLMap[] {
	const node: unknown = root.get(name, true);
	if (node === undefined || node === null) return [];
	if (!isSeq(node)) return fail(at(root), `\`${name}\` must be a list`);
	return node.items.map((item) =>
		isMap(item) ? item : fail(at(node), `every entry of \`${name}\` must be a mapping`),
	);
}

function stringsOf(value: Value | undefined): readonly string[] | undefined {
	return typeof value === "object" ? value : undefined;
}
