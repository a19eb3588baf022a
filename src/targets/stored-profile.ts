import { openFileSource } from "../disk/file-source.ts";
import { findArchitecture } from "./architecture.ts";
import { type Profile, readProfile } from "./profile/profile-reader.ts";
import { ProfileWriter } from "./profile/profile-writer.ts";
import type { Target } from "./target.ts";
import type { TargetDescription } from "./target-description.ts";

/** Opens a profile file; it stays open for as long as the process runs, and only what is asked for is read.
 *  Errors: InputError when the file cannot be opened; ProfileError when it is no profile, damaged, or of another format. */
export function openProfile(path: string): Profile {
	return readProfile(openFileSource(path));
}

/** The one target of a profile that was made by `inspect profile`; with several, the one of an architecture.
 *  Named as `inspect profile --name` said, without that by the path, as the user named it. Absent where the profile has
 *  none for that architecture. */
export function targetOfProfile(profile: Profile, path: string, arch: string): Target | undefined {
	const stored = profile.list();
	const wanted = stored.find((each) => each.arch === arch) ?? (stored.length === 1 ? stored[0] : undefined);
	const target = wanted === undefined ? undefined : profile.find(wanted.name, wanted.arch);
	if (target === undefined) return undefined;
	const isNamed = target.name !== target.provenance.source;
	return forMachine({ ...target, name: isNamed ? target.name : path }, arch);
}

/** A base without any ELF file has no machine of its own: it is what is laid on it that has one. */
function forMachine(target: Target, arch: string): Target {
	const machine = findArchitecture(arch)?.machine;
	return target.machine === 0 && machine !== undefined ? { ...target, arch, machine } : target;
}

/** A target as a file of its own, for whoever writes it.
 *  Errors: ProfileError "too-large"; whatever the tree throws. */
export function profileBytes(target: Target): Buffer {
	const writer = new ProfileWriter();
	writer.add({ description: describeTarget(target), tree: target.tree });
	return writer.finish();
}

/** Everything about a target but its files. */
export function describeTarget(target: Target, aliases: readonly string[] = []): TargetDescription {
	const { name, arch, machine, libc, loaders, provenance, size } = target;
	const description = { name, arch, machine, libc, loaders: loaders ?? [], provenance, aliases };
	return size === undefined ? description : { ...description, size };
}
