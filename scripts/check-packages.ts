// Compares the Debian packages that remedies name with a distribution's own list of files:
//   /usr/lib/apt/apt-helper cat-file .../dists_bookworm_main_Contents-amd64.lz4 > contents
//   node scripts/run-typescript.js scripts/check-packages.ts contents
// Prints libraries whose package is another one (an error) or that this release does not have, and exits 1 for the former.
import { readFileSync } from "node:fs";
import { knownLibraries } from "../src/knowledge/packages.ts";

const LINE = /^(?:usr\/)?lib\/(?:[a-z0-9_]+-linux-gnu\w*\/)?(lib[^/\s]+\.so[^/\s]*)\s+(\S+)$/;

const [contents] = process.argv.slice(2);
if (contents === undefined) throw new Error("usage: check-packages.ts CONTENTS-FILE");

const owners = new Map<string, Set<string>>();
for (const line of readFileSync(contents, "utf8").split("\n")) {
	const [, library, packages] = LINE.exec(line) ?? [];
	if (library === undefined || packages === undefined) continue;
	const known = owners.get(library) ?? new Set();
	for (const path of packages.split(",")) known.add(path.slice(path.lastIndexOf("/") + 1));
	owners.set(library, known);
}
if (owners.size === 0) throw new Error(`${contents} names no library`);

for (const [library, { debian = [] }] of knownLibraries()) {
	if (!library.includes(".so")) continue;
	const real = [...(owners.get(library) ?? [])].sort();
	if (real.length === 0 && debian.length > 0) console.log(`not in this release: ${library} (${debian.join(", ")})`);
	if (real.length > 0 && !real.some((name) => debian.includes(name))) {
		console.log(`another package: ${library} is in ${real.join(", ")}, the table says ${debian.join(", ") || "none"}`);
		process.exitCode = 1;
	}
}
