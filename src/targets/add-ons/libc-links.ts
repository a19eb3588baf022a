import { lastName, parentPath } from "../../tree/path-resolution.ts";
import { findArchitecture } from "../architecture.ts";
import type { Target } from "../target.ts";
import { type Addition, type AddOnRequest, inapplicable, link } from "./addition.ts";
import { alpineRelease } from "./alpine-releases.ts";
import { gcompat } from "./gcompat.ts";

/** Names that the package libc6-compat links to musl. */
const libraryLinks = ["libc.so.6", "libcrypt.so.1", "libm.so.6", "libpthread.so.0", "librt.so.1", "libutil.so.1"];
const lib64Only = ["x86_64", "ppc64le"];

/** The link that many Dockerfiles make: glibc's loader path leads to musl. It adds no symbols and no libraries. */
export function lib64Symlink({ target }: AddOnRequest): Addition {
	const loader = findArchitecture(target.arch)?.glibcLoader;
	const musl = muslLibrary(target);
	if (loader === undefined || musl === undefined)
		return inapplicable("only an image with musl's loader can link to it");
	return { applies: true, entries: [link(loader, musl)], changes: [`${loader} added as a symlink to ${musl}`] };
}

/** `apk add libc6-compat`, which is different things in different releases. */
export function libc6Compat(request: AddOnRequest): Addition {
	const { target } = request;
	const musl = muslLibrary(target);
	const release = alpineRelease(target.name);
	const loader = findArchitecture(target.arch)?.glibcLoader;
	if (release === undefined || musl === undefined || loader === undefined) {
		return inapplicable("this image has no package libc6-compat");
	}
	if (release.libc6Compat === "gcompat") return gcompat(request);
	const only64 = lib64Only.includes(target.arch);
	const folder = release.libc6Compat === "lib64-only" && only64 ? "/lib64" : "/lib";
	return {
		applies: true,
		entries: [
			link(`${folder}/${lastName(loader)}`, musl),
			...(release.libc6Compat === "everywhere" && only64 ? [link("/lib64", "lib")] : []),
			...libraryLinks.map((name) => link(`/lib/${name}`, lastName(musl))),
		],
		changes: [`libc6-compat added: ${folder}/${lastName(loader)} and ${libraryLinks.join(", ")} in /lib lead to musl`],
	};
}

/** musl under the name that Alpine's packages link to: `/lib/libc.musl-x86_64.so.1`, else the loader itself. */
function muslLibrary({ tree, loaders }: Target): string | undefined {
	const musl = loaders?.find(({ libc }) => libc.kind === "musl");
	if (musl === undefined) return undefined;
	const folder = parentPath(musl.path);
	const named = tree.list(folder).find((name) => /^libc\.musl-.+\.so\.1$/.test(name));
	return named === undefined ? musl.path : `${folder}/${named}`;
}
