import { existsSync } from "node:fs";

/** What is read over a network or a socket, and only where a scheme says so. */
export type RemoteScheme = "registry" | "docker" | "podman";

/** What the user wrote, taken apart. */
export interface InputSpec {
	/** As written: what the report calls the input. */
	readonly text: string;
	/** How it is to be read; `auto` is found out by its content. */
	readonly scheme: "auto" | "file" | "dir" | "docker-archive" | "oci-archive" | "oci-dir" | "rootfs" | RemoteScheme;
	/** Path, `-` for standard input, or an image's name. */
	readonly path: string;
	/** Image inside the archive. */
	readonly reference?: string;
}

const schemes: Readonly<Record<string, InputSpec["scheme"]>> = {
	file: "file",
	dir: "dir",
	"docker-archive": "docker-archive",
	"oci-archive": "oci-archive",
	"oci-dir": "oci-dir",
	oci: "oci-dir",
	rootfs: "rootfs",
	registry: "registry",
	docker: "docker",
	"docker-daemon": "docker",
	podman: "podman",
};

/** A spec that names an image of a registry or an engine. */
export function isRemote({ scheme }: InputSpec): boolean {
	return scheme === "registry" || scheme === "docker" || scheme === "podman";
}

/** Takes `[SCHEME:]PATH[:REFERENCE]` apart. A file that is called like the whole text, scheme and all, comes first. */
export function parseInputSpec(text: string): InputSpec {
	const colon = text.indexOf(":");
	const scheme = colon > 0 ? schemes[text.slice(0, colon)] : undefined;
	if (scheme === undefined || existsSync(text)) return { text, scheme: "auto", path: text };
	const rest = text.slice(colon + 1);
	// skopeo writes docker://REF for what is in a registry.
	if (scheme === "docker" && rest.startsWith("//")) return { text, scheme: "registry", path: rest.slice(2) };
	if (scheme === "registry" && rest.startsWith("//")) return { text, scheme, path: rest.slice(2) };
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
