const IMAGE =
	/^(?:[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/** What people type without a tag. */
const WELL_KNOWN =
	/^(alpine|amazonlinux|archlinux|busybox|centos|debian|fedora|golang|mariadb|mysql|nginx|node|openjdk|oraclelinux|photon|php|postgres|python|redis|rockylinux|almalinux|ruby|rust|ubuntu|ubi\d+(-(minimal|micro|init))?|fedora-minimal|tumbleweed|leap|wolfi-base|eclipse-temurin|httpd|memcached|mongo|perl|traefik|haproxy)$/;

/** Names that people type without a host and that are not Docker Hub's.
 *  Sources: shortnames.conf of github.com/containers/shortnames; images.chainguard.dev. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
	[/^ubi\d+(-(minimal|micro|init))?$/, "registry.access.redhat.com/"],
	[/^ubi\d+\/ubi(-(minimal|micro|init))?$/, "registry.access.redhat.com/"],
	[/^fedora(-minimal)?$/, "registry.fedoraproject.org/"],
	[/^(tumbleweed|leap)$/, "registry.opensuse.org/opensuse/"],
	[/^opensuse\/(tumbleweed|leap)$/, "registry.opensuse.org/"],
	[/^oraclelinux$/, "container-registry.oracle.com/os/"],
	[/^sle15$/, "registry.suse.com/suse/"],
	[/^wolfi-base$/, "cgr.dev/chainguard/"],
];

/** The name under which registries have what looks like an image; nothing where a text looks like the path of a file. A
 *  tag, a digest or a registry's host make a name; a bare word is a file that is missing, unless it is a well-known image. */
export function imageName(text: string): string | undefined {
	if (!IMAGE.test(text)) return undefined;
	const isImage = /[:@]/.test(text) || /^[\w-]+(\.[\w-]+)+(:\d+)?\//.test(text) || WELL_KNOWN.test(text);
	if (!isImage) return undefined;
	const name = text.replace(/(?::[\w.-]+)?(?:@.*)?$/, "");
	const [, host = ""] = ELSEWHERE.find(([pattern]) => pattern.test(name)) ?? [];
	return host + text;
}
