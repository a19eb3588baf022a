import { openFileSource } from "../input/file-source.ts";
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
 *  Named by the path, as the user named it. Absent where the profile has none for that architecture. */
export function targetOfProfile(profile: Profile, path: string, arch: string): Target | undefined {
	const stored = profile.list();
	const wanted = stored.find((each) => each.arch === arch) ?? (stored.length === 1 ? stored[0] : undefined);
	const target = wanted === undefined ? undefined : profile.find(wanted.name, wanted.arch);
	return target === undefined ? undefined : { ...target, name: path };
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
