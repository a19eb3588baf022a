import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostics } from "./diagnostics.ts";
import { plainDirectory, type Refusal } from "./directory-tree.ts";
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
	const diagnostics = diagnosticsOf(session);
	const opening = { source: spec.text, diagnostics, examine: options.examine, close: closePooledFiles };
	const refused = refusalsTo(diagnostics, spec.path);
	const plain = plainDirectory(spec.path, refused);
	return [openedFolder(opening, plain, spec.scheme === "rootfs" ? "rootfs" : "directory", refused)];
}

/** What cannot be read may hide anything: an error for each, once. What vanished hides nothing: a warning. */
function refusalsTo(diagnostics: Diagnostics, folder: string): Refusal {
	const told = new Set<string>();
	return (realPath, errno) => {
		if (told.has(realPath)) return;
		told.add(realPath);
		const name = realPath === "/" ? folder : folder.replace(/\/+$/, "") + realPath;
		if (errno === "ENOENT" || errno === "ENOTDIR") {
			diagnostics.warning(`${name}: vanished while the folder was read`, realPath);
			return;
		}
		const because = errno === "EACCES" || errno === "EPERM" ? "permission denied" : errno;
		diagnostics.error(`${name}: cannot be read: ${because}`, realPath);
	};
}

function hasManifest(path: string): boolean {
	return existsSync(join(path, "index.json")) || existsSync(join(path, "manifest.json"));
}

async function imagesIn(session: InputSession): Promise<readonly OpenedInput[] | undefined> {
	const { openImageFolder } = await import("./open-archive.ts");
	return openImageFolder(session);
}
