// Writes MANIFEST.json: manifest.js LIST.tsv TOOLS.txt FOLDER
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [listFile, toolsFile, folder] = process.argv.slice(2);
const lines = (file) => readFileSync(file, "utf8").trimEnd().split("\n");
const toolChains = Object.fromEntries(
	lines(toolsFile).map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]),
);

/** The tool that a command line runs: its first word that is neither `env` nor an assignment. */
const toolOf = (command) => command.split(" ").find((word) => word !== "env" && !word.includes("="));

const fixtures = lines(listFile).map((line) => {
	const [file, licence, command] = line.split("\t");
	const content = readFileSync(join(folder, file));
	const sources = command.split(" ").filter((word) => /^[\w-]+\.(c|cpp|go|rs|sh|map)$/.test(word));
	return {
		file,
		sizeBytes: content.length,
		sha256: createHash("sha256").update(content).digest("hex"),
		sources: sources.map((source) => `src/${source}`),
		toolChain: toolChains[toolOf(command)] ?? toolOf(command),
		command,
		licence,
	};
});
fixtures.sort((a, b) => (a.file < b.file ? -1 : 1));
writeFileSync(join(folder, "MANIFEST.json"), `${JSON.stringify({ fixtures }, null, "\t")}\n`);
