// Writes src/rules/rule-files.ts from the folders of src/rules: `npm run build:registry`. A test compares the two.
import { readdirSync, writeFileSync } from "node:fs";
import { FAMILIES } from "../src/rules/family.ts";

export const REGISTRY_FILE = "src/rules/rule-files.ts";

const LINE = 120;

/** The text of the registry: every file of every family's folder, as the formatter would have it. */
export function registryText(): string {
	const families = FAMILIES.map(({ name: family }) => ({ family, ids: idsIn(`src/rules/${family}`) }));
	const rules = families.flatMap(({ family, ids }) =>
		ids.map((id) => ({ path: `./${family}/${id}.ts`, what: identifier(id) })),
	);
	const types = [
		{ path: "./family.ts", what: "type { Family }" },
		{ path: "./rule.ts", what: "type { Rule }" },
	];
	return [
		"// Made from the folders of src/rules by `npm run build:registry`: changes made here are lost.",
		...[...rules, ...types]
			.sort((one, other) => (one.path < other.path ? -1 : 1))
			.map(({ path, what }) => `import ${what} from "${path}";`),
		"",
		"/** Every rule, by the folder that its file is in. */",
		"export const RULE_FILES: Readonly<Record<Family, readonly Rule[]>> = {",
		...families.map(({ family, ids }) => entry(family, ids.map(identifier))),
		"};",
		"",
	].join("\n");
}

function entry(family: string, names: readonly string[]): string {
	const line = `${family}: [${names.join(", ")}],`;
	return line.length + 2 <= LINE
		? `\t${line}`
		: `\t${family}: [\n${names.map((name) => `\t\t${name},\n`).join("")}\t],`;
}

function idsIn(folder: string): string[] {
	const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
	return files.map((name) => name.slice(0, -".ts".length)).sort();
}

function identifier(id: string): string {
	return id.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

if (process.argv[2] === "write") writeFileSync(REGISTRY_FILE, registryText());
