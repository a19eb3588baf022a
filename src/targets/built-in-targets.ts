import { dataFile } from "./data-file.ts";
import type { Profile } from "./profile/profile-reader.ts";
import { openProfile } from "./stored-profile.ts";

let opened: Profile | undefined;

/** The built-in targets, opened on first use.
 *  Errors: Error when the installation lacks its data. */
export function builtInTargets(): Profile {
	opened ??= openProfile(dataFile("targets.profile"));
	return opened;
}
