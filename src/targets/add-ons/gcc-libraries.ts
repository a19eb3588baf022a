import type { TreeEntry } from "../../tree/file-tree.ts";
import { parentPath } from "../../tree/path-resolution.ts";
import type { Target } from "../target.ts";
import { type Addition, type AddOnRequest, inapplicable, storedFile } from "./addition.ts";
import { alpineRelease } from "./alpine-releases.ts";
import { libraryOfGcc } from "./gcc-versions.ts";

const libstdcxxName = "libstdc++.so.6";
const libgccName = "libgcc_s.so.1";

/** libstdc++ and the libgcc that it needs. */
export function libstdcxx(request: AddOnRequest): Addition {
	return libraries(request, [libstdcxxName, libgccName]);
}

/** libgcc alone. */
export function libgcc(request: AddOnRequest): Addition {
	return libraries(request, [libgccName]);
}

function libraries(request: AddOnRequest, names: readonly string[]): Addition {
	if (alpineRelease(request.target.name) !== undefined) return alpineLibraries(request, names);
	return request.target.libc.kind === "glibc"
		? debianLibraries(request, names)
		: inapplicable("it has no loader for them");
}

/** What the Alpine package holds: the names of GCC's library as of the release's GCC. */
function alpineLibraries({ target, profile }: AddOnRequest, names: readonly string[]): Addition {
	const gcc = alpineRelease(target.name)?.gcc ?? 0;
	const addOn = profile.find("+gcc-libraries", target.arch);
	if (addOn === undefined) return inapplicable(`the libraries are not known for ${target.arch}`);
	const entries = names.flatMap((name) => {
		const file = storedFile(addOn.tree, `/usr/lib/${name}`);
		return file === undefined ? [] : [[`/usr/lib/${name}`, libraryOfGcc(file, gcc)] as const];
	});
	const changes = [`${names.join(" and ")} of GCC ${gcc} added in /usr/lib`, ...(addOn.provenance.changes ?? [])];
	return { applies: true, entries, changes };
}

/** The same libraries out of the Debian image with this very glibc, at the paths where this loader looks. */
function debianLibraries({ target, profile }: AddOnRequest, names: readonly string[]): Addition {
	const donor = debianWith(target, profile);
	const folder = libraryFolder(target);
	if (donor === undefined || folder === undefined) {
		return inapplicable("no image here has these libraries for its C library");
	}
	const entries = names.flatMap((name): (readonly [string, TreeEntry])[] => {
		const found = (donor.libc.kind === "glibc" ? donor.libc.systemDirectories : [])
			.map((each) => storedFile(donor.tree, `${each}/${name}`))
			.find((file) => file !== undefined);
		return found === undefined ? [] : [[`${folder}/${name}`, found]];
	});
	const changes = [`${names.join(" and ")} of ${donor.name} added in ${folder}`];
	return { applies: true, entries, changes };
}

function debianWith({ arch, libc }: Target, profile: AddOnRequest["profile"]): Target | undefined {
	const donors = ["debian:13-slim", "debian:12-slim", "debian:11-slim"].map((name) => profile.find(name, arch));
	return donors.find((donor) => donor?.libc.kind === libc.kind && donor.libc.version === libc.version);
}

/** Where the image has its libc.so.6. */
function libraryFolder({ tree, libc }: Target): string | undefined {
	const folders = libc.kind === "glibc" ? libc.systemDirectories : [];
	const found = folders.map((folder) => tree.lookup(`${folder}/libc.so.6`)).find((lookup) => lookup.found);
	return found?.found ? parentPath(found.realPath) : undefined;
}
