import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";

/** Which folder (or file) of src may import which; the same table as docs/architecture.md, read left to right. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	budget: [],
	bytes: [],
	names: [],
	elf: ["bytes"],
	tree: ["bytes", "elf"],
	disk: ["budget", "bytes", "tree"],
	archive: ["bytes", "tree"],
	program: ["bytes", "elf", "tree"],
	alternatives: ["elf", "tree", "program"],
	image: ["budget", "bytes", "elf", "tree", "disk", "archive", "version.ts"],
	packages: ["budget", "tree"],
	entrypoint: ["budget", "elf", "tree", "image"],
	source: ["budget", "bytes", "names", "tree", "disk", "archive", "image"],
	subjects: [
		"budget",
		"bytes",
		"elf",
		"tree",
		"archive",
		"program",
		"alternatives",
		"image",
		"packages",
		"entrypoint",
		"source",
	],
	targets: ["bytes", "names", "elf", "tree", "disk"],
	loader: ["budget", "bytes", "elf", "tree", "image", "entrypoint", "targets"],
	knowledge: ["program"],
	rules: ["elf", "tree", "targets", "loader", "program", "knowledge"],
	verdict: ["version.ts", "targets", "loader", "program", "rules", "knowledge"],
	policy: ["rules", "verdict"],
	report: ["rules", "verdict"],
	judgement: [
		...["budget", "bytes", "elf", "tree", "disk", "archive", "program", "image", "packages", "entrypoint", "source"],
		...["alternatives"],
		...["subjects", "targets", "loader", "rules", "verdict"],
	],
	pack: [
		...["budget", "bytes", "elf", "tree", "disk", "image", "packages", "entrypoint", "source", "subjects", "targets"],
		...["rules", "judgement", "verdict", "policy"],
	],
	"version.ts": [],
	"inspect.ts": ["*"],
	"index.ts": ["*"],
	"package-root.ts": [],
	cli: ["*"],
	"cli.ts": ["cli"],
};

/** Folders whose business is to read or write files. */
const DOES_IO = new Set([
	"disk",
	"source",
	"pack",
	"image/cache",
	"targets",
	"policy",
	"cli",
	"inspect.ts",
	"package-root.ts",
]);
const IO_MODULES = /^node:(fs|process|os|worker_threads|stream)/;
const NEVER = /^node:(child_process|cluster|dgram|dns|http|http2|https|inspector|net|repl|tls|vm|wasi)/;

interface Import {
	readonly file: string;
	readonly from: string;
	readonly to: string;
	readonly typeOnly: boolean;
}

const imports = sourceFiles("src").flatMap(importsOf);

function sourceFiles(folder: string): string[] {
	return readdirSync(folder).flatMap((name) => {
		const path = join(folder, name);
		return statSync(path).isDirectory() ? sourceFiles(path) : path.endsWith(".ts") ? [path] : [];
	});
}

function importsOf(file: string): Import[] {
	const text = readFileSync(file, "utf8");
	const statements = text.matchAll(/(?:^|\n)\s*(import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)/g);
	return [...statements].map((match) => {
		const specifier = match[3] ?? match[4] ?? "";
		const to = specifier.startsWith(".") ? place(join(dirname(file), specifier)) : specifier;
		return { file, from: place(file), to, typeOnly: match[2] !== undefined };
	});
}

function place(file: string): string {
	return relative("src", file).split("/")[0] ?? "";
}

describe("imports", () => {
	test("are found", () => {
		expect(imports.length).toBeGreaterThan(200);
	});

	test("every folder of src has its row in the table", () => {
		expect(readdirSync("src").filter((name) => !Object.hasOwn(MAY_IMPORT, name))).toEqual([]);
	});

	test("point one way only", () => {
		const wrong = imports.filter(({ from, to }) => {
			const allowed = MAY_IMPORT[from] ?? [];
			const inside = Object.hasOwn(MAY_IMPORT, to);
			return inside && to !== from && !allowed.includes("*") && !allowed.includes(to);
		});
		expect(wrong.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
	});

	test("of file and system modules stay where input and output belong", () => {
		const doesIo = (file: string): boolean =>
			[...DOES_IO].some((path) => `${relative("src", file)}/`.startsWith(`${path}/`));
		const wrong = imports.filter(({ file, to, typeOnly }) => IO_MODULES.test(to) && !typeOnly && !doesIo(file));
		expect(wrong.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
	});

	test("never reach what could execute or send, but for images of registries and engines", () => {
		const reaching = imports.filter(({ to }) => NEVER.test(to)).map(({ file, to }) => `${file} imports ${to}`);
		expect(reaching.sort()).toEqual([
			"src/source/engine/open-engine.ts imports node:http",
			"src/source/registry/addresses.ts imports node:dns",
			"src/source/registry/addresses.ts imports node:net",
			"src/source/registry/credential-helper.ts imports node:child_process",
			"src/source/registry/http-client.ts imports node:http",
			"src/source/registry/http-client.ts imports node:https",
			"src/source/registry/proxy.ts imports node:http",
			"src/source/registry/proxy.ts imports node:tls",
		]);
	});

	test("are asked for a network in one place", () => {
		const loading = sourceFiles("src").filter((file) => /open-(registry|engine)\.ts"/.test(readFileSync(file, "utf8")));
		expect(loading).toEqual(["src/source/open-input.ts"]);
	});
});

describe("docs/architecture.md", () => {
	const page = readFileSync("docs/architecture.md", "utf8");

	test("has a row for every folder", () => {
		const named = [...page.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell]) => [
			...(cell ?? "").matchAll(/`([^`]+)`/g),
		]);
		const rows = new Set(named.map(([, name]) => name));
		expect(readdirSync("src").filter((name) => !rows.has(name) && !/^(index|version)\.ts$/.test(name))).toEqual([]);
	});

	test("names files and folders that are there", () => {
		const paths = [...page.matchAll(/`((?:src\/)?[a-z]+\/[a-z0-9/-]+(?:\.ts)?)`/g)].map(([, path]) => path ?? "");
		expect(paths.length).toBeGreaterThan(40);
		expect(paths.filter((path) => !existsSync(path) && !existsSync(join("src", path)))).toEqual([]);
	});
});
