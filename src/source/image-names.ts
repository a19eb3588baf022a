/** Names that people type and that are not Docker Hub's. Source: shortnames.conf of github.com/containers/shortnames. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
	["fedora", "registry.fedoraproject.org/fedora"],
	["fedora-minimal", "registry.fedoraproject.org/fedora-minimal"],
	["opensuse/leap", "registry.opensuse.org/opensuse/leap"],
	["opensuse/tumbleweed", "registry.opensuse.org/opensuse/tumbleweed"],
	["leap", "registry.opensuse.org/opensuse/leap"],
	["tumbleweed", "registry.opensuse.org/opensuse/tumbleweed"],
	["oraclelinux", "container-registry.oracle.com/os/oraclelinux"],
	["sle15", "registry.suse.com/suse/sle15"],
	...["7", "8", "9", "10"].flatMap((release) =>
		["", "-minimal", "-init", "-micro"].map(
			(kind) => [`ubi${release}${kind}`, `registry.access.redhat.com/ubi${release}${kind}`] as const,
		),
	),
]);

const TAGGED =
	/^(?:[A-Za-z0-9][\w.-]*(?::\d{1,5})?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/** What a text is called as an image, completed where it is a short name of another registry than Docker Hub; nothing
 *  where it looks like no image: `python:3.13-slim`, `registry.corp:5000/app:1.4`, `ubi9-minimal`. */
export function imageName(text: string): string | undefined {
	if (!TAGGED.test(text)) return undefined;
	const [, name = "", rest = ""] = /^(.*?)((?::[^/:@]+)?(?:@.*)?)$/.exec(text) ?? [];
	const known = SHORT_NAMES.get(name);
	if (known !== undefined) return known + rest;
	// A word alone, or with an ending, may be any file's; so may be a path.
	const isFileLike = rest === "" && (/[./]/.test(name) || !name.includes("-"));
	return isFileLike ? undefined : text;
}

/** How an image that is no file here is asked for. */
export function imageHint(name: string): string {
	return `an image is meant? registry:${name} asks its registry, docker:${name} the engine on this machine (podman:, too)`;
}
