import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { memorySource } from "../src/bytes/memory-source.ts";
import { elfFacts } from "../src/elf/elf-facts.ts";
import { isElf, parseElf } from "../src/elf/parse-elf.ts";

const FOLDER = "fixtures-bin";

interface Fixture {
	readonly file: string;
	readonly sizeBytes: number;
	readonly sha256: string;
	readonly sources: readonly string[];
	readonly licence: string;
}

const manifest: { fixtures: readonly Fixture[] } = JSON.parse(readFileSync(join(FOLDER, "MANIFEST.json"), "utf8"));

function filesBelow(folder: string): string[] {
	return readdirSync(folder).flatMap((name) => {
		const path = join(folder, name);
		return statSync(path).isDirectory() ? filesBelow(path) : [relative(FOLDER, path)];
	});
}

describe("fixtures", () => {
	const binaries = filesBelow(FOLDER).filter(
		(path) => (path.includes("/") || path === "script.sh") && !path.startsWith("src/") && !path.endsWith(".facts.json"),
	);

	test("are those of the manifest, no more and no fewer", () => {
		expect(binaries.sort()).toEqual(manifest.fixtures.map(({ file }) => file).sort());
	});

	test("leave no golden without its binary", () => {
		const goldens = filesBelow(FOLDER).filter((path) => path.endsWith(".facts.json"));
		expect(goldens.filter((path) => !binaries.includes(path.slice(0, -".facts.json".length)))).toEqual([]);
	});

	test("weigh less than 6 MB together", () => {
		const bytes = manifest.fixtures.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
		expect(bytes).toBeLessThan(6_000_000);
	});
});

describe.each(manifest.fixtures)("$file", ({ file, sizeBytes, sha256, sources, licence }) => {
	const content = readFileSync(join(FOLDER, file));

	test("is the file of the manifest, with its sources and licence", () => {
		expect({ sizeBytes, sha256 }).toEqual({
			sizeBytes: content.length,
			sha256: createHash("sha256").update(content).digest("hex"),
		});
		expect(sources.map((source) => statSync(join(FOLDER, source)).isFile())).toEqual(sources.map(() => true));
		expect(licence).toMatch(/^MIT/);
	});

	test.runIf(isElf(content))("has the facts of its golden", async () => {
		const facts = `${JSON.stringify(elfFacts(parseElf(memorySource(file, content))), null, "\t")}\n`;
		await expect(facts).toMatchFileSnapshot(join("..", FOLDER, `${file}.facts.json`));
	});
});
