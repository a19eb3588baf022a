import { existsSync } from "node:fs";
import { join } from "node:path";
import { plainDirectory } from "./directory-tree.ts";
import { diagnosticsOf, type InputSession, unrecognised } from "./input-session.ts";
import { openedFolder } from "./opened-forms.ts";
import type { OpenedInput } from "./opened-input.ts";
import { closePooledFiles } from "./pooled-file.ts";

/** Opens a folder: an OCI layout, an unpacked `docker save`, a root file system or just files.
 *  Errors: InputError. */
export async function openFolder(session: InputSession): Promise<readonly OpenedInput[]> {
	const { spec, options } = session;
	if (spec.scheme === "file") throw unrecognised(session);
	const mayHoldImages = spec.scheme !== "dir" && spec.scheme !== "rootfs";
	const images = mayHoldImages && hasManifest(spec.path) ? await imagesIn(session) : undefined;
	if (images !== undefined) return images;
	if (spec.scheme !== "auto" && mayHoldImages) throw unrecognised(session);
	const opening = {
		source: spec.text,
		diagnostics: diagnosticsOf(session),
		examine: options.examine,
		close: closePooledFiles,
	};
	return [openedFolder(opening, plainDirectory(spec.path), spec.scheme === "rootfs" ? "rootfs" : "directory")];
}

function hasManifest(path: string): boolean {
	return existsSync(join(path, "index.json")) || existsSync(join(path, "manifest.json"));
}

async function imagesIn(session: InputSession): Promise<readonly OpenedInput[] | undefined> {
	const { openImageFolder } = await import("./open-archive.ts");
	return openImageFolder(session);
}
