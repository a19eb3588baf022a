import type { Convention } from "../convention.ts";
import { platformClaim } from "../platform-words.ts";

/** Files of one name whose paths differ in nothing but words for machines, systems and C libraries, and whose content is
 *  what the words say: `lib/x86_64/libfoo.so` beside `lib/aarch64/libfoo.so`, `bin/linux-x64/tool` beside
 *  `bin/linux-arm64/tool`, the `lib/i386` and `lib/amd64` of an old JDK. Who chooses is not known; whoever does can use
 *  one only. */
export const platformPath: Convention = {
	id: "platform-path",
	takes: "several",
	place({ path, family }) {
		const claim = platformClaim(path);
		if (!claim.machines.includes(family)) return undefined;
		return { name: claim.rest, slot: claim.rest, claim, words: claim.words };
	},
};
