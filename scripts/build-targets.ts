// Makes data/targets.profile out of real root file systems:
//
//     ELFSPECT_ROOTS=/some/folder node scripts/run-typescript.js scripts/build-targets.ts [--onto PROFILE] \\
//         [OUTPUT [NAME-PREFIX...]]
//
// The folder holds `roots.jsonl` (one root per line: name, arch, file, basis, source, sha256, date, changes) and the
// tar files that it names; the scripts in scripts/roots fill it. Every root goes the way of `inspect profile`.
// With --onto, targets that the folder has no root for are taken over from a profile as they stand there.
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { findArchitecture } from "../src/targets/architecture.ts";
import type { Profile } from "../src/targets/profile/profile-reader.ts";
import { ProfileWriter } from "../src/targets/profile/profile-writer.ts";
import { describeTarget, openProfile } from "../src/targets/stored-profile.ts";
import type { Provenance, Target } from "../src/targets/target.ts";
import { targetOfTree } from "../src/targets/target-of-tree.ts";
import { addOnTargets } from "./roots/add-ons.ts";
import { aliasesOf } from "./roots/aliases.ts";
import { derivedAlpines } from "./roots/derived-alpine.ts";
import { type Root, readRoots, withRoot } from "./roots/read-roots.ts";
import { scratchTargets } from "./roots/scratch.ts";

const { values, positionals } = parseArgs({ options: { onto: { type: "string" } }, allowPositionals: true });
const [output = "data/targets.profile", ...prefixes] = positionals;
const folder = process.env.ELFSPECT_ROOTS;
if (folder === undefined) throw new Error("ELFSPECT_ROOTS names no folder of root file systems");
const roots = readRoots(folder).filter(
	({ name }) => prefixes.length === 0 || prefixes.some((each) => name.startsWith(each)),
);
const writer = new ProfileWriter();
const written = new Set<string>();
for (const target of scratchTargets()) add(target);
for (const root of roots) addRoot(folder, root);
for (const target of addOnTargets(folder)) add(target);
const kept = values.onto === undefined ? 0 : takeOver(openProfile(values.onto));
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, writer.finish());
console.log(`${output}: ${roots.length} roots, ${kept} targets taken over, ${statSync(output).size} bytes`);

function add(target: Target, bytesKey?: (path: string) => string): void {
	const description = describeTarget(target, aliasesOf(target.name, roots));
	writer.add({ description, tree: target.tree, ...(bytesKey === undefined ? {} : { bytesKey }) });
	written.add(keyOf(target));
}

function keyOf({ name, arch }: Pick<Target, "name" | "arch">): string {
	return `${name} ${arch}`;
}

/** Adds what nothing has stood for yet; says how many targets that were. */
function takeOver(profile: Profile): number {
	const missing = profile.list().filter((description) => !written.has(keyOf(description)));
	for (const description of missing) {
		const stored = profile.find(description.name, description.arch);
		if (stored !== undefined) writer.add({ description, tree: stored.tree });
	}
	return missing.length;
}

function addRoot(folder: string, root: Root): void {
	withRoot(folder, root, ({ tree, size, bytesKey }) => {
		const target = checked(targetOfTree(tree, { name: root.name, provenance: provenanceOf(root), size }), root);
		add(target, bytesKey);
		for (const derived of derivedAlpines(target)) {
			add(derived, (path) => (isTaken(target, derived, path) ? bytesKey(path) : `${keyOf(derived)} ${path}`));
		}
		console.error(keyOf(target));
	});
}

/** Whether a derived release has a root's own file. */
function isTaken({ tree }: Target, derived: Target, path: string): boolean {
	return derived.tree.entry(path) === tree.entry(path);
}

function provenanceOf({ basis, source, sha256, date, changes }: Root): Provenance {
	return { basis, source, sha256, date, ...(changes === undefined ? {} : { changes }) };
}

/** The target under the architecture that its list says; files alone cannot tell armv6l from armv7l. */
function checked(target: Target, { arch, name }: Root): Target {
	const fits = target.arch === "unknown" || target.arch === (arch === "armv6l" ? "armv7l" : arch);
	if (!fits) throw new Error(`${name} ${arch}: its programs are of ${target.arch}`);
	return { ...target, arch, machine: findArchitecture(arch)?.machine ?? 0 };
}
