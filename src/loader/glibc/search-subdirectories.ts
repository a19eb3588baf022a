import { EM } from "../../elf/constants-machine.ts";

/** First release with glibc-hwcaps folders, and first one without the older ones (`tls/`, `haswell/`, ...). */
const HWCAPS_FROM = 33;
const LEGACY_BEFORE = 37;

/** glibc-hwcaps folders of a machine, best first, with those that the assumed CPU has. */
function hwcapsNames(machine: number, x86Level: number): readonly string[] {
	return machine === EM.EM_X86_64 ? ["x86-64-v4", "x86-64-v3", "x86-64-v2"].slice(4 - x86Level) : [];
}

/** Names of active glibc-hwcaps folders, best first; empty before they existed.
 *  Source: sysdeps/x86_64/dl-hwcaps-subdirs.c of glibc. On other machines no better CPU than the basic one is assumed. */
export function activeHwcaps(machine: number, release: number, x86Level: number): readonly string[] {
	return release >= HWCAPS_FROM ? hwcapsNames(machine, x86Level) : [];
}

/** Capability names of the older scheme, in the order in which glibc numbers them, `tls` last.
 *  Source: _dl_important_hwcaps in elf/dl-hwcaps.c and sysdeps/<machine>/dl-procinfo.c. */
function legacyNames(machine: number, x86Level: number): readonly string[] {
	switch (machine) {
		case EM.EM_X86_64:
			if (x86Level >= 4) return ["x86_64", "avx512_1", "haswell", "tls"];
			return ["x86_64", x86Level >= 3 ? "haswell" : "x86_64", "tls"];
		case EM.EM_386:
			return ["sse2", "i686", "tls"];
		case EM.EM_ARM:
			return ["vfp", "neon", "v7l", "tls"];
		case EM.EM_AARCH64:
			return ["aarch64", "tls"];
		default:
			return ["tls"];
	}
}

/** Every combination of the names, all of them first: the last name is the outermost folder. */
function combinations(names: readonly string[]): string[] {
	const found: string[] = [];
	for (let mask = (1 << names.length) - 1; mask > 0; mask -= 1) {
		const chosen = names.filter((_, index) => (mask & (1 << index)) !== 0);
		found.push(`${chosen.reverse().join("/")}/`);
	}
	return found;
}

/** What is tried inside every search directory, in order, each with a slash at its end; the last one is empty. */
export function searchSubdirectories(machine: number, release: number, x86Level: number): readonly string[] {
	const hwcaps = activeHwcaps(machine, release, x86Level).map((name) => `glibc-hwcaps/${name}/`);
	const legacy = release < LEGACY_BEFORE ? combinations(legacyNames(machine, x86Level)) : [];
	return [...hwcaps, ...legacy, ""];
}
