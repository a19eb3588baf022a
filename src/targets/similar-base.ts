/** The base that an official image's tag says it stands on, by the words that tags of Docker's official images have:
 *  `python:3.13-alpine3.20`, `node:22-bookworm-slim`. Derived from the tag alone: what such an image adds is not in the
 *  base. Absent where the tag does not say. Source: docker-library/official-images, library/*. */
export function similarBase(name: string): string | undefined {
	const tag = /:([\w.-]+)$/.exec(name)?.[1] ?? "";
	const words = tag.split("-");
	const alpine = words.map((word) => /^alpine(\d+\.\d+)?$/.exec(word)).find((match) => match !== null);
	if (alpine !== undefined) return withLibraries(alpine?.[1] === undefined ? "alpine" : `alpine:${alpine[1]}`, name);
	const release = words.map((word) => DEBIAN.get(word)).find((number) => number !== undefined);
	if (release !== undefined) return `debian:${release}-slim`;
	const ubuntu = words.map((word) => UBUNTU.get(word)).find((number) => number !== undefined);
	return ubuntu === undefined ? undefined : `ubuntu:${ubuntu}`;
}

/** Add-ons are libraries that an image's own programs need. Source: Dockerfile-alpine.template of nodejs/docker-node. */
function withLibraries(base: string, name: string): string {
	return /^node:/.test(name) ? `${base}+libstdc++` : base;
}

/** Code names. Source: Debian's and Ubuntu's releases. */
const DEBIAN: ReadonlyMap<string, number> = new Map([
	["bullseye", 11],
	["bookworm", 12],
	["trixie", 13],
]);
const UBUNTU: ReadonlyMap<string, string> = new Map([
	["focal", "20.04"],
	["jammy", "22.04"],
	["noble", "24.04"],
]);
