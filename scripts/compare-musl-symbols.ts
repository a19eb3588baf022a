// Compares the names that stored Alpine targets export with an independent table of musl's symbols by release:
//
//     ELFSPECT_MUSL_SYMBOLS=/some/musl_symbols.tsv.gz node scripts/run-typescript.js scripts/compare-musl-symbols.ts
//
// Columns of the table: arch, symbol, type, bind, first and last Alpine release, ..., gaps ("3.8,3.9") last. Prints the
// counts and every difference; exits 1 when there is one.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { ElfFile } from "../src/elf/elf-file.ts";
import { findTarget } from "../src/targets/find-target.ts";

const releases = [
	"3.6",
	"3.7",
	"3.8",
	"3.9",
	"3.10",
	"3.11",
	"3.12",
	"3.13",
	"3.14",
	"3.15",
	"3.16",
	"3.17",
	"3.18",
	"3.19",
	"3.20",
	"edge",
];
const machines: Readonly<Record<string, string>> = { x86: "i386", armhf: "armv6l", armv7: "armv7l" };

interface Row {
	readonly arch: string;
	readonly symbol: string;
	readonly present: ReadonlySet<string>;
}

const path = process.env.ELFSPECT_MUSL_SYMBOLS;
if (path === undefined) throw new Error("ELFSPECT_MUSL_SYMBOLS names no table");
const rows = gunzipSync(readFileSync(path))
	.toString("utf8")
	.split("\n")
	.slice(1)
	.filter((line) => line !== "")
	.map(parseRow);
const architectures = [...new Set(rows.map(({ arch }) => arch))];
let compared = 0;
const differences: string[] = [];
for (const arch of architectures) for (const release of releases) compare(arch, release);
console.log(`${compared} (architecture, release, symbol) compared, ${differences.length} differences`);
for (const difference of differences) console.log(difference);
process.exitCode = differences.length === 0 ? 0 : 1;

function parseRow(line: string): Row {
	const [arch = "", symbol = "", , , first = "", last = "", , , gaps = ""] = line.split("\t");
	const from = releases.indexOf(first.replace("<=", ""));
	const to = last === "edge+" ? releases.length - 1 : releases.indexOf(last);
	const missing = gaps.split(/[ ,]+/);
	const present = releases.filter((release, index) => index >= from && index <= to && !missing.includes(release));
	return { arch, symbol, present: new Set(present) };
}

function compare(arch: string, release: string): void {
	const musl = muslOf(arch, release);
	if (musl === undefined) return;
	const stored = exportedNames(musl);
	const listed = rows.filter((row) => row.arch === arch);
	for (const { symbol, present } of listed) {
		compared += 1;
		if (present.has(release) !== stored.has(symbol)) {
			differences.push(
				`${release} ${arch} ${symbol}: ${stored.has(symbol) ? "stored" : "not stored"}, the table says otherwise`,
			);
		}
	}
	const known = new Set(listed.map(({ symbol }) => symbol));
	for (const name of stored)
		if (!known.has(name)) differences.push(`${release} ${arch} ${name}: stored, not in the table`);
}

function muslOf(arch: string, release: string): ElfFile | undefined {
	const target = findTarget(`alpine:${release}`, machines[arch] ?? arch);
	const [loader] = target?.loaders ?? [];
	const entry = loader === undefined ? undefined : target?.tree.entry(loader.path);
	const content = entry?.type === "file" ? entry.content() : undefined;
	return content?.kind === "elf" ? content.elf : undefined;
}

function exportedNames({ dynamic }: ElfFile): ReadonlySet<string> {
	const { symbols } = dynamic ?? {};
	const all = Array.from({ length: symbols?.length ?? 0 }, (_, index) => symbols?.at(index));
	return new Set(
		all.flatMap((symbol) =>
			symbol !== undefined && symbol.sectionIndex !== 0 && symbol.name !== "" ? [symbol.name] : [],
		),
	);
}
