import { existsSync } from "node:fs";

/** What the user wrote, taken apart. */
export interface InputSpec {
	/** As written: what the report calls the input. */
	readonly text: string;
	/** How it is to be read; `auto` is found out by its content. */
	readonly scheme:
		| ("auto" | "file" | "dir" | "docker-archive" | "oci-archive" | "oci-dir" | "rootfs")
		| ("registry" | "docker" | "podman");
	/** Path, or `-` for standard input; the text as written for what is nowhere on this disk. */
	readonly path: string;
	/** Image inside the archive. */
	readonly reference?: string;
	/** Name of an image in a registry or engine. */
	readonly image?: string;
}

const schemes: Readonly<Record<string, InputSpec["scheme"]>> = {
	file: "file",
	dir: "dir",
	"docker-archive": "docker-archive",
	"oci-archive": "oci-archive",
	"oci-dir": "oci-dir",
	oci: "oci-dir",
	rootfs: "rootfs",
};

/** Words before the name of an image that is asked for over a socket: syft's, and skopeo's. */
const elsewhere: Readonly<Record<string, "registry" | "docker" | "podman">> = {
	registry: "registry",
	docker: "docker",
	"docker-daemon": "docker",
	podman: "podman",
};

/** Whether a text begins with the name of a scheme. */
export function hasScheme(text: string): boolean {
	const word = text.slice(0, Math.max(text.indexOf(":"), 0));
	return Object.hasOwn(schemes, word) || Object.hasOwn(elsewhere, word);
}

/** Takes `[SCHEME:]PATH[:REFERENCE]` apart. A file that is called like the whole text, scheme and all, comes first. */
export function parseInputSpec(text: string): InputSpec {
	const colon = text.indexOf(":");
	const word = text.slice(0, Math.max(colon, 0));
	const remote = Object.hasOwn(elsewhere, word) ? elsewhere[word] : undefined;
	const scheme = Object.hasOwn(schemes, word) ? schemes[word] : undefined;
	if ((scheme === undefined && remote === undefined) || existsSync(text)) return { text, scheme: "auto", path: text };
	if (remote !== undefined) return imageSpec(text, remote, text.slice(colon + 1));
	if (scheme === undefined) return { text, scheme: "auto", path: text };
	const rest = text.slice(colon + 1);
	if (scheme === "docker-archive" || scheme === "oci-archive" || scheme === "oci-dir")
		return { text, scheme, ...withReference(rest) };
	return { text, scheme, path: rest };
}

/** The longest start that exists is the path; without one, what stands before the first colon. */
function withReference(rest: string): { readonly path: string; readonly reference?: string } {
	if (existsSync(rest)) return { path: rest };
	for (let colon = rest.lastIndexOf(":"); colon > 0; colon = rest.lastIndexOf(":", colon - 1)) {
		if (existsSync(rest.slice(0, colon))) return { path: rest.slice(0, colon), reference: rest.slice(colon + 1) };
	}
	const first = rest.indexOf(":");
	return first > 0 ? { path: rest.slice(0, first), reference: rest.slice(first + 1) } : { path: rest };
}

/** `docker://REF` is skopeo's for a registry. */
function imageSpec(text: string, scheme: "registry" | "docker" | "podman", rest: string): InputSpec {
	const hasSlashes = rest.startsWith("//");
	const image = hasSlashes ? rest.slice(2) : rest;
	return { text, scheme: scheme === "docker" && hasSlashes ? "registry" : scheme, path: text, image };
}
