import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Profile } from "./profile/profile-reader.ts";
import { openProfile } from "./stored-profile.ts";

/** Where the data stand, seen from the source file and from the built bundle. */
const places = ["../../data/targets.profile", "../data/targets.profile"] as const;

let opened: Profile | undefined;

/** The built-in targets, opened on first use.
 *  Errors: Error when the installation lacks its data. */
export function builtInTargets(): Profile {
	opened ??= openProfile(dataFile());
	return opened;
}

function dataFile(): string {
	const found = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
	if (found === undefined) throw new Error("the installation is incomplete: data/targets.profile is missing");
	return found;
}
