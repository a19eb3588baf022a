import { join, resolve } from "node:path";
import type { Diagnostics } from "../archive/diagnostics.ts";
import { directoryTree, plainDirectory } from "../disk/directory-tree.ts";
import { closePooledFiles } from "../disk/pooled-file.ts";
import { type Bundle, findBundle } from "../image/bundle/find-bundle.ts";
import { pathBelow, treeBelow } from "../image/bundle/tree-below.ts";
import type { ImageTree } from "../image/tree/image-tree.ts";
import { fileTree } from "../tree/path-resolution.ts";
import { refusalsTo } from "./folder-refusals.ts";
import { diagnosticsOf, type InputSession } from "./input-session.ts";
import { type Opening, openedBundle } from "./opened-forms.ts";
import type { OpenedInput } from "./opened-input.ts";

/** Opens the OCI runtime bundle that a folder is; nothing where it is none.
 *  Errors: InputError, as for `findBundle`. */
export function openBundleFolder(session: InputSession): OpenedInput | undefined {
	const { spec, limits, budget, options } = session;
	const folder = resolve(spec.path);
	const bundle = findBundle({ name: spec.path, tree: directoryTree(folder), folder, limits });
	if (bundle === undefined) return undefined;
	const diagnostics = diagnosticsOf(session);
	noteMounts(bundle, diagnostics);
	const root = join(folder, bundle.root);
	const refused = refusalsTo(diagnostics, join(spec.path, bundle.root));
	const opening: Opening = {
		source: spec.text,
		diagnostics,
		budget,
		examine: options.examine,
		close: closePooledFiles,
	};
	const plain = plainDirectory(root, refused);
	return openedBundle(opening, { plain, isOnDisk: true, refused, examinedAt: () => ({ called: false }) }, bundle.facts);
}

/** Opens the OCI runtime bundle that an archive holds; nothing where it holds none.
 *  Errors: InputError, as for `findBundle`. */
export function openBundleTree(
	{ spec, limits }: InputSession,
	tree: ImageTree,
	opening: Opening,
): OpenedInput | undefined {
	const bundle = findBundle({ name: spec.path, tree: fileTree(tree), limits });
	if (bundle === undefined) return undefined;
	noteMounts(bundle, opening.diagnostics);
	const plain = treeBelow(tree, bundle.root);
	const examinedAt: ImageTree["examinedAt"] = (path) => tree.examinedAt(pathBelow(bundle.root, path));
	return openedBundle(opening, { plain, isOnDisk: false, refused: () => {}, examinedAt }, bundle.facts);
}

function noteMounts({ mountedOver, configName }: Bundle, diagnostics: Diagnostics): void {
	for (const path of mountedOver)
		diagnostics.warning(`${configName}: mounts: what is mounted at ${path} is not seen, the root is judged without it`);
}
