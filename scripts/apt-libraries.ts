// Makes data/apt-libraries.tsv: which package of which release of Debian and Ubuntu brings a library into the loader's
// default directories, out of the distributions' own lists of files (amd64; Debian's main, all of Ubuntu; decompressed):
//   /usr/lib/apt/apt-helper cat-file .../dists_bookworm_main_Contents-amd64.lz4 > contents-12
//   node scripts/run-typescript.js scripts/apt-libraries.ts debian:12=contents-12 ... ubuntu:24.04=contents-noble ...
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const OUTPUT = "data/apt-libraries.tsv";
/** A file in a default directory and the packages that have it: `section/package`, several with commas. */
const LINE = /^(?:usr\/)?lib\/(?:x86_64-linux-gnu\/)?([^/\s]+\.so(?:\.[0-9.]+)?)\s+(\S+)$/;

interface Release {
	/** `debian:12`, `ubuntu:24.04` */
	readonly name: string;
	readonly sha256: string;
	readonly packages: ReadonlyMap<string, string>;
}

function readRelease(argument: string): Release {
	const [name = "", path] = argument.split("=");
	if (!/^(debian|ubuntu):[\d.]+$/.test(name) || path === undefined) {
		throw new Error("usage: apt-libraries.ts RELEASE=CONTENTS-FILE ...");
	}
	const bytes = readFileSync(path);
	const sha256 = createHash("sha256").update(bytes).digest("hex");
	const owners = ownersIn(linesOf(bytes));
	if (owners.size === 0) throw new Error(`${path} names no library`);
	const packages = [...owners].flatMap(([soname, all]) => {
		const owner = ownerOf(soname, all, owners);
		return owner === undefined ? [] : [[soname, owner] as const];
	});
	return { name, sha256, packages: new Map(packages) };
}

/** The lines of a list that may be longer than a string can be. */
function* linesOf(bytes: Buffer): Generator<string> {
	for (let start = 0; start < bytes.length; ) {
		const newline = bytes.indexOf(10, start);
		const end = newline === -1 ? bytes.length : newline;
		yield bytes.toString("latin1", start, end);
		start = end + 1;
	}
}

function ownersIn(lines: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
	const owners = new Map<string, Set<string>>();
	for (const line of lines) {
		const [, name, packages] = LINE.exec(line) ?? [];
		if (name === undefined || packages === undefined) continue;
		const known = owners.get(name) ?? new Set();
		for (const place of packages.split(",")) known.add(place.slice(place.lastIndexOf("/") + 1));
		owners.set(name, known);
	}
	return owners;
}

/** The package of a name that programs may ask for: neither the link that linkers use nor the file behind a shorter
 *  name, `libz.so.1.2.13` behind `libz.so.1`; two numbers may well be a name of their own (`libbz2.so.1.0`).
 *  Where several packages have it, the one with the shortest name is the plain one. */
function ownerOf(
	name: string,
	all: ReadonlySet<string>,
	owners: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
	const packages = [...all].filter((each) => !each.endsWith("-dev"));
	const isBehind = (shorter: string) => packages.some((each) => owners.get(shorter)?.has(each) === true);
	if (shorterNames(name).some(isBehind)) return undefined;
	return packages.sort((one, other) => one.length - other.length || (one < other ? -1 : 1))[0];
}

/** `libz.so.1` of `libz.so.1.2.13`, and `libz.so.1.2`. */
function shorterNames(name: string): readonly string[] {
	const [, stem, version] = /^(.*\.so)\.([0-9.]+)$/.exec(name) ?? [];
	if (stem === undefined || version === undefined) return [];
	const parts = version.split(".");
	if (parts.length < 3) return [];
	return parts.slice(1).map((_, index) => `${stem}.${parts.slice(0, index + 1).join(".")}`);
}

const releases = process.argv.slice(2).map(readRelease);
const names = [...new Set(releases.flatMap(({ packages }) => [...packages.keys()]))].sort();
const rows = names.map((name) => {
	const columns = releases.map(({ packages }) => packages.get(name) ?? "");
	// A name that stays is written once.
	return [
		name,
		...columns.map((each, index) => (index > 0 && each !== "" && each === columns[index - 1] ? "=" : each)),
	];
});
const header = [
	"# Made by scripts/apt-libraries.ts out of Contents-amd64; `=`: as in the column before.",
	...releases.map(({ name, sha256 }) => `# ${name}: sha256 ${sha256}`),
	["soname", ...releases.map(({ name }) => name)].join("\t"),
];
writeFileSync(OUTPUT, `${[...header, ...rows.map((row) => row.join("\t"))].join("\n")}\n`);
console.log(`${OUTPUT}: ${names.length} libraries of ${releases.length} releases`);
