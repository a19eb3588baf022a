import { type Stats, statSync } from "node:fs";
import { openingError } from "./file-source.ts";
import { type InputSession, inputSession, type OpenInputOptions } from "./input-session.ts";
import { openFile } from "./open-file.ts";
import { openFolder } from "./open-folder.ts";
import type { OpenedInput } from "./opened-input.ts";

/** Opens what the user named: `[SCHEME:]PATH`, or `-` for standard input; recognised by its content, never by its
 *  name, unless a scheme forces it. An archive with several images gives one input for each.
 *  Errors: InputError, when nothing in it can be judged; what is wrong with a part of it is in `diagnostics`. */
export async function openInput(text: string, options: OpenInputOptions = {}): Promise<readonly OpenedInput[]> {
	const session = inputSession(text, options);
	if (session.spec.path === "-") {
		const { openStandardInput } = await import("./open-stream.ts");
		return openStandardInput(session);
	}
	const stat = statOf(session);
	if (stat.isDirectory()) return openFolder(session);
	if (stat.isFile()) return openFile(session);
	const { openPipe } = await import("./open-stream.ts");
	return openPipe(session);
}

function statOf({ spec }: InputSession): Stats {
	try {
		return statSync(spec.path);
	} catch (error) {
		throw openingError(error, spec.path);
	}
}
