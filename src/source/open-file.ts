import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { ByteSource } from "../bytes/byte-source.ts";
import { directoryTree } from "../disk/directory-tree.ts";
import { openFileSource } from "../disk/file-source.ts";
import { closePooledFiles } from "../disk/pooled-file.ts";
import { diagnosticsOf, type InputSession, unrecognised } from "./input-session.ts";
import { openedFile } from "./opened-forms.ts";
import type { OpenedInput } from "./opened-input.ts";
import { recognise, recognisingBytes } from "./recognise.ts";

/** Opens a regular file: a single file for itself, or an archive.
 *  Errors: InputError. */
export async function openFile(session: InputSession): Promise<readonly OpenedInput[]> {
	const { path, scheme } = session.spec;
	if (scheme === "dir" || scheme === "oci-dir") throw unrecognised(session);
	if (scheme === "file") return [singleFile(session)];
	const source = openFileSource(path);
	try {
		const found = recognise(source.read(0, recognisingBytes));
		if (found === "file" && scheme === "auto") {
			source.close();
			return [singleFile(session)];
		}
		return await openArchiveFile(session, source, found, () => source.close());
	} catch (error) {
		source.close();
		throw error;
	}
}

/** Opens an archive that can be read at any place. `close` gives its file back.
 *  Errors: InputError. */
export async function openArchiveFile(
	session: InputSession,
	source: ByteSource,
	found: ReturnType<typeof recognise>,
	close: () => void,
): Promise<readonly OpenedInput[]> {
	if (found !== "tar" && found !== "compressed") throw unrecognised(session, source.read(0, recognisingBytes));
	session.budget.allowFor(source.size);
	const { openCompressedArchive, openStoredArchive } = await import("./open-archive.ts");
	return found === "tar" ? openStoredArchive(session, source, close) : openCompressedArchive(session, source, close);
}

/** The file with the whole disk around it: what its name means is worked out there. */
function singleFile(session: InputSession): OpenedInput {
	const { spec, budget, options } = session;
	budget.allowFor(statSync(spec.path).size);
	const opening = {
		source: spec.text,
		budget,
		diagnostics: diagnosticsOf(session),
		examine: options.examine,
		close: closePooledFiles,
	};
	return openedFile(opening, directoryTree("/", budget), resolve(spec.path));
}
