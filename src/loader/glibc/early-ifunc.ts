import { SHN, STT } from "../../elf/constants.ts";
import { EM } from "../../elf/constants-machine.ts";
import type { LoadProblem } from "../load.ts";
import { dynamicOf, type LinkMap } from "./link-map.ts";
import { type GlibcProcess, spokenName } from "./process.ts";
import type { Definition } from "./symbol-lookup.ts";

/** First release that refuses an IFUNC symbol of the program; Debian's 2.31 has it, too. */
const PROGRAM_REFUSED_FROM = 33;
/** First release that looks whether the owner is relocated. */
const LOOKED_AT_FROM = 25;
/** Resolvers of these look at CPU features through addresses that are not relocated yet, and die. */
const DEADLY: ReadonlySet<string | undefined> = new Set(["libc.so.6", "libm.so.6"]);

/** Whether a reference makes the loader run a resolver in an object that is not relocated yet: it happens when a library
 *  uses another one without needing it. Only the x86 loaders say so; those of other machines hand the CPU's features to
 *  the resolver. Source: elf_machine_rela in sysdeps/x86_64/dl-machine.h and sysdeps/i386/dl-machine.h of glibc. */
export function isEarlyIfunc(process: GlibcProcess, user: LinkMap, { map, symbol }: Definition): boolean {
	const isIfunc = symbol?.type === STT.STT_GNU_IFUNC && symbol.sectionIndex !== SHN.SHN_UNDEF;
	return isIfunc && map !== user && map.isRelocated !== true && refusesEarlyIfuncs(process);
}

/** Whether the loader is one that looks at it. */
export function refusesEarlyIfuncs({ placement }: GlibcProcess): boolean {
	if (placement.settings.release < LOOKED_AT_FROM) return false;
	return placement.loader.machine === EM.EM_X86_64 || placement.loader.machine === EM.EM_386;
}

/** What the loader says of it, and what becomes of it. */
export function earlyIfuncProblems(
	process: GlibcProcess,
	user: LinkMap,
	symbol: string,
	owner: LinkMap,
): LoadProblem[] {
	if (owner.role === "program") return programProblems(process, user, symbol);
	const isDeadly = DEADLY.has(dynamicOf(owner)?.soname);
	const words = `Relink \`${user.name}' with \`${owner.name}' for IFUNC symbol \`${symbol}'`;
	return [
		{
			kind: "crash",
			fatal: isDeadly,
			object: spokenName(process, user),
			because: `the resolver of ${symbol} runs in ${owner.name} before that is relocated`,
			...programLine(process, words),
		},
	];
}

function programProblems(process: GlibcProcess, user: LinkMap, symbol: string): LoadProblem[] {
	const { release, isDebian } = process.placement.settings;
	if (release < PROGRAM_REFUSED_FROM && !(isDebian && release === 31)) return [];
	const because = `IFUNC symbol '${symbol}' referenced in '${user.name}' is defined in the executable and creates an unsatisfiable circular dependency.`;
	const object = spokenName(process, user);
	return [{ kind: "crash", fatal: true, object, because, ...programLine(process, because) }];
}

/** A line of the program's standard error; in dlopen nobody knows the host's name. */
function programLine({ voice }: GlibcProcess, words: string): { readonly line?: string } {
	const program = voice.nameOf("");
	return program === "" ? {} : { line: `${program}: ${words}` };
}
