import type { Alternative } from "./alternative.ts";
import { lastName } from "./npm-place.ts";
import { platformClaim } from "./platform-words.ts";

/** A machine that a name says and the content does not. */
export interface ClaimedMachine {
	/** Machine families, as the name has them. */
	readonly families: readonly string[];
	/** Where it says so: `its path says linux-arm64`. */
	readonly by: string;
	/** The content's family. */
	readonly content: string;
}

/** A system with the machine behind it; names of tools for a machine (`aarch64-linux-gnu-gcc`) have it before. */
const PLATFORM = /(?:^|[-_.])linux(?:musl)?[-_](?:musl[-_])?[a-z0-9]/i;

/** The contradiction between a file's name and its machine, if there is one: by the convention that it follows, else by
 *  its own name. */
export function claimedMachine(
	path: string,
	family: string,
	alternative: Alternative | undefined,
): ClaimedMachine | undefined {
	if (alternative !== undefined) {
		const { claim, words } = alternative;
		return contradiction(claim.machines, family, `the path of the file says ${words}`);
	}
	const name = lastName(path);
	if (!PLATFORM.test(name)) return undefined;
	const claim = platformClaim(name);
	const isPlain = claim.systems.every((system) => system === "linux");
	return isPlain ? contradiction(claim.machines, family, `the file's name, ${name}, says ${claim.words}`) : undefined;
}

function contradiction(families: readonly string[], content: string, by: string): ClaimedMachine | undefined {
	return families.length === 0 || families.includes(content) ? undefined : { families, by, content };
}
