import type { Root } from "./read-roots.ts";

const newestAlpine = "3.24";

const debianNames: Readonly<Record<string, readonly string[]>> = {
	"11": ["bullseye", "oldoldstable"],
	"12": ["bookworm", "oldstable"],
	"13": ["trixie", "stable"],
	testing: ["forky"],
};

const ubuntuNames: Readonly<Record<string, readonly string[]>> = {
	"16.04": ["xenial"],
	"18.04": ["bionic"],
	"20.04": ["focal"],
	"22.04": ["jammy"],
	"24.04": ["noble"],
	"25.10": ["questing"],
	"26.04": ["resolute", "latest"],
};

/** The other names of a target, as Docker Hub and gcr.io have them. */
export function aliasesOf(name: string, roots: readonly Pick<Root, "name">[]): readonly string[] {
	if (name === `alpine:${newestAlpine}`) return ["alpine", "alpine:latest", "alpine:3", "musl"];
	if (name.startsWith("busybox:")) return busyboxAliases(name, roots);
	const debian = /^debian:(\d+|testing)-slim$/.exec(name)?.[1];
	if (debian !== undefined) return debianAliases(debian);
	const ubuntu = /^ubuntu:([\d.]+)$/.exec(name)?.[1];
	if (ubuntu !== undefined) return ubuntuAliases(ubuntu);
	const distroless = /^distroless\/(.+)-debian13$/.exec(name)?.[1];
	return distroless === undefined ? [] : [`distroless/${distroless}`];
}

/** The images without `-slim` hold the same programs and libraries, and their documentation. */
function debianAliases(release: string): readonly string[] {
	const slim = (debianNames[release] ?? []).map((each) => `debian:${each}-slim`);
	const full = [release, ...(debianNames[release] ?? [])].map((each) => `debian:${each}`);
	const newest = release === "13" ? ["debian", "debian:latest"] : [];
	return [...slim, ...(release === "12" ? ["debian:slim"] : []), ...full, ...newest];
}

function ubuntuAliases(release: string): readonly string[] {
	const names = (ubuntuNames[release] ?? []).map((each) => `ubuntu:${each}`);
	return names.includes("ubuntu:latest") ? ["ubuntu", ...names] : names;
}

/** `busybox:1.38.0-glibc` is also `busybox:1.38-glibc`; the newest is `busybox:glibc`, too. */
function busyboxAliases(name: string, roots: readonly Pick<Root, "name">[]): readonly string[] {
	const match = /^busybox:((\d+\.\d+)\.\d+)-(\w+)$/.exec(name);
	if (match === null) return [];
	const [, full = "", short = "", variant = ""] = match;
	const versions = roots
		.flatMap((root) => /^busybox:([\d.]+)-(\w+)$/.exec(root.name) ?? [])
		.filter((each) => /^\d/.test(each));
	const newest = (among: readonly string[]) =>
		[...among].sort((one, other) => other.localeCompare(one, "en", { numeric: true }))[0];
	return [
		...(newest(versions.filter((each) => each.startsWith(`${short}.`))) === full
			? [`busybox:${short}-${variant}`]
			: []),
		...(newest(versions) === full
			? [`busybox:${variant}`, ...(variant === "glibc" ? ["busybox", "busybox:latest"] : [])]
			: []),
	];
}
