// Makes data/targets.profile out of real root file systems:
//
//     ELFSPECT_ROOTS=/some/folder node scripts/run-typescript.js scripts/build-targets.ts [OUTPUT [NAME-PREFIX...]]
//
// The folder holds `roots.jsonl` (one root per line: name, arch, file, basis, source, sha256, date, changes) and the
// tar files that it names; the scripts in scripts/roots fill it. Every root goes the way of `inspect profile`.
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { findArchitecture } from "../src/target/architecture.ts";
import { ProfileWriter } from "../src/target/profile/profile-writer.ts";
import { describeTarget } from "../src/target/stored-profile.ts";
import type { Provenance, Target } from "../src/target/target.ts";
import { targetOfTree } from "../src/target/target-of-tree.ts";
import { addOnTargets } from "./roots/add-ons.ts";
import { aliasesOf } from "./roots/aliases.ts";
import { derivedAlpines } from "./roots/derived-alpine.ts";
import { type Root, readRoots, withRoot } from "./roots/read-roots.ts";
import { scratchTargets } from "./roots/scratch.ts";

const [output = "data/targets.profile", ...prefixes] = process.argv.slice(2);
const folder = process.env.ELFSPECT_ROOTS;
if (folder === undefined) throw new Error("ELFSPECT_ROOTS names no folder of root file systems");
const roots = readRoots(folder).filter(
	({ name }) => prefixes.length === 0 || prefixes.some((each) => name.startsWith(each)),
);
const writer = new ProfileWriter();
for (const target of scratchTargets()) {
	writer.add({ description: describeTarget(target, aliasesOf(target.name, roots)), tree: target.tree });
}
for (const root of roots) addRoot(folder, root);
for (const target of addOnTargets(folder)) writer.add({ description: describeTarget(target), tree: target.tree });
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, writer.finish());
console.log(`${output}: ${roots.length} roots, ${statSync(output).size} bytes`);

function addRoot(folder: string, root: Root): void {
	withRoot(folder, root, ({ tree, size, bytesKey }) => {
		const target = checked(targetOfTree(tree, { name: root.name, provenance: provenanceOf(root), size }), root);
		writer.add({ description: describeTarget(target, aliasesOf(target.name, roots)), tree, bytesKey });
		for (const derived of derivedAlpines(target)) {
			writer.add({
				description: describeTarget(derived, aliasesOf(derived.name, roots)),
				tree: derived.tree,
				bytesKey: (path) => (isLoader(target, path) ? `${derived.name} ${derived.arch}` : bytesKey(path)),
			});
		}
		console.error(`${target.name} ${target.arch}`);
	});
}

/** What a derived release changes. */
function isLoader({ loaders }: Target, path: string): boolean {
	return loaders?.some((loader) => loader.path === path) ?? false;
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
