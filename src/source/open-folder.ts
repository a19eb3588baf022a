import { existsSync } from "node:fs";
import { join } from "node:path";
import { plainDirectory } from "../disk/directory-tree.ts";
import { closePooledFiles } from "../disk/pooled-file.ts";
import { refusalsTo } from "./folder-refusals.ts";
import { diagnosticsOf, type InputSession, unrecognised } from "./input-session.ts";
import { openedFolder } from "./opened-forms.ts";
import type { OpenedInput } from "./opened-input.ts";

/** Opens a folder: an OCI layout, an unpacked `docker save`, an OCI runtime bundle, a root file system or just files.
 *  Errors: InputError. */
export async function openFolder(session: InputSession): Promise<readonly OpenedInput[]> {
	const { spec, options } = session;
	if (spec.scheme === "file") throw unrecognised(session);
	const mayHoldImages = spec.scheme !== "dir" && spec.scheme !== "rootfs";
	const images = mayHoldImages && hasManifest(spec.path) ? await imagesIn(session) : undefined;
	if (images !== undefined) return images;
	const bundle =
		spec.scheme === "auto" && existsSync(join(spec.path, "config.json")) ? await bundleIn(session) : undefined;
	if (bundle !== undefined) return [bundle];
	if (spec.scheme !== "auto" && mayHoldImages) throw unrecognised(session);
	const diagnostics = diagnosticsOf(session);
	const opening = {
		source: spec.text,
		diagnostics,
		budget: session.budget,
		examine: options.examine,
		close: closePooledFiles,
	};
	const refused = refusalsTo(diagnostics, spec.path);
	const plain = plainDirectory(spec.path, refused);
	return [openedFolder(opening, plain, spec.scheme === "rootfs" ? "rootfs" : "directory", refused)];
}

function hasManifest(path: string): boolean {
	return existsSync(join(path, "index.json")) || existsSync(join(path, "manifest.json"));
}

async function imagesIn(session: InputSession): Promise<readonly OpenedInput[] | undefined> {
	const { openImageFolder } = await import("./open-archive.ts");
	return openImageFolder(session);
}

async function bundleIn(session: InputSession): Promise<OpenedInput | undefined> {
	const { openBundleFolder } = await import("./open-bundle.ts");
	return openBundleFolder(session);
}
