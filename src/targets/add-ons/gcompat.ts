import type { TreeEntry } from "../../tree/file-tree.ts";
import { lastName } from "../../tree/path-resolution.ts";
import { findArchitecture } from "../architecture.ts";
import type { LibcIdentity } from "../libc-identity.ts";
import type { Target } from "../target.ts";
import { type Addition, type AddOnRequest, inapplicable, link, storedFile } from "./addition.ts";
import { type AlpineRelease, alpineRelease } from "./alpine-releases.ts";

type Gcompat = NonNullable<AlpineRelease["gcompat"]>;
type Entries = readonly (readonly [string, TreeEntry])[];

const library = "/lib/libgcompat.so.0";
/** Names under which packages from 1.1.0-r3 on also offer the library. */
const libraryLinks = [
	"libc.so.6",
	"libcrypt.so.1",
	"libm.so.6",
	"libpthread.so.0",
	"libresolv.so.2",
	"librt.so.1",
	"libutil.so.1",
];
const linkedLate = ["s390x", "riscv64", "loongarch64"];

/** `apk add gcompat`: a stub at the glibc loader's path that starts musl's loader with gcompat's library preloaded. */
export function gcompat({ target, profile }: AddOnRequest): Addition {
	const release = alpineRelease(target.name)?.gcompat;
	if (release === undefined) return inapplicable("this image has no package gcompat that is known here");
	const addOn = profile.find(`+gcompat:${release.version}`, target.arch);
	const stub = findArchitecture(target.arch)?.glibcLoader;
	if (addOn === undefined || stub === undefined) return inapplicable(`gcompat is not known for ${target.arch}`);
	const stubPath = `/lib/${lastName(stub)}`;
	const files = filesOf(addOn, stubPath);
	return {
		applies: true,
		entries: [...files, ...linksOf(release, stubPath, target.arch)],
		loaders: [{ path: stubPath, libc: stubIdentity(target, release) }],
		changes: [
			`gcompat ${release.package} added: ${stubPath} starts musl's loader with ${library} preloaded`,
			...(addOn.provenance.changes ?? []),
		],
	};
}

/** The libraries as they are stored; the stub goes to this architecture's loader path. */
function filesOf({ tree }: Target, stubPath: string): Entries {
	const folders = ["/lib", "/usr/lib"];
	const stored = folders.flatMap((folder) => tree.list(folder).map((name) => `${folder}/${name}`));
	return stored.flatMap((path) => {
		const file = storedFile(tree, path);
		if (file === undefined) return [];
		return [[path === "/lib/stub" ? stubPath : path, file] as const];
	});
}

function linksOf({ package: revision }: Gcompat, stubPath: string, arch: string): Entries {
	const stub = lastName(stubPath);
	const wide = revision === "1.1.0-r4";
	const inLib64 = ["x86_64", "ppc64le", "aarch64", ...(wide ? linkedLate : [])].includes(arch);
	return [
		...(inLib64 ? [link(`/lib64/${stub}`, `../lib/${stub}`)] : []),
		...(revision === "1.1.0-r1" ? [link("/lib/libresolv.so.2", stub)] : []),
		...(wide ? libraryLinks.map((name) => link(`/lib/${name}`, lastName(library))) : []),
	];
}

function stubIdentity(target: Target, { version }: Gcompat): LibcIdentity {
	const musl = target.loaders?.find(({ libc }) => libc.kind === "musl");
	return { kind: "gcompat", version, loader: musl?.path ?? "/lib/ld-musl.so.1", preload: [library] };
}
