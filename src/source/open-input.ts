import { type Stats, statSync } from "node:fs";
import { InputError } from "../bytes/input-error.ts";
import { openingError } from "../disk/file-source.ts";
import { imageName } from "../names/image-names.ts";
import { type InputSession, inputSession, type OpenInputOptions } from "./input-session.ts";
import { isRemote } from "./input-spec.ts";
import { openFile } from "./open-file.ts";
import { openFolder } from "./open-folder.ts";
import type { OpenedInput } from "./opened-input.ts";

/** Opens what the user named: `[SCHEME:]PATH`, or `-` for standard input; recognised by its content, never by its
 *  name, unless a scheme forces it. A network or a socket is used for `registry:`, `docker:` and `podman:` alone. An archive with several images gives one input for each.
 *  Errors: InputError, when nothing in it can be judged; what is wrong with a part of it is in `diagnostics`. */
export async function openInput(text: string, options: OpenInputOptions = {}): Promise<readonly OpenedInput[]> {
	const session = inputSession(text, options);
	if (session.spec.path === "-") {
		const { openStandardInput } = await import("./open-stream.ts");
		return openStandardInput(session);
	}
	if (session.spec.scheme === "registry") {
		const { openRegistry } = await import("./registry/open-registry.ts");
		return openRegistry(session);
	}
	if (isRemote(session.spec)) {
		const { openEngine } = await import("./engine/open-engine.ts");
		return openEngine(session);
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

/** What is no file here may be the name of an image somewhere else: `alpine:3.20`, `registry.corp:5000/app`. */
function notFound(failure: InputError, path: string): InputError {
	const name = imageName(path);
	if (name === undefined) return failure;
	const hint = `no such file or directory; an image is read from its registry (inspect registry:${name}) or an engine (docker:${name}, podman:${name})`;
	return new InputError(failure.code, failure.file, failure.structure, hint);
}
