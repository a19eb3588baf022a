import { type Stats, statSync } from "node:fs";
import { InputError } from "../bytes/input-error.ts";
import { openingError } from "../disk/file-source.ts";
import { imageHint, imageName } from "./image-names.ts";
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
	const { scheme, image } = session.spec;
	if (image !== undefined) {
		if (scheme === "registry") {
			const { openRegistry } = await import("./registry/open-registry.ts");
			return openRegistry(session, image);
		}
		const { openEngine } = await import("./engine/open-engine.ts");
		return openEngine(session, scheme === "podman" ? "podman" : "docker", image);
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
		const failure = openingError(error, spec.path);
		throw failure instanceof InputError && failure.code === "not-found" ? notFound(failure, spec.path) : failure;
	}
}

/** What is no file here may be the name of an image somewhere else: `alpine:3.20`, `registry.corp:5000/app:1.4`. */
function notFound(failure: InputError, path: string): InputError {
	const name = imageName(path);
	if (name === undefined) return failure;
	return new InputError(failure.code, failure.file, failure.structure, `${failure.detail}; ${imageHint(name)}`);
}
