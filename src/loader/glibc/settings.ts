import { EM } from "../../elf/constants-machine.ts";
import type { LoaderStart } from "../loader-model.ts";
import { type MachineRules, machineRules } from "./machine-rules.ts";
import { searchSubdirectories } from "./search-subdirectories.ts";
import { readTunables, type Tunables } from "./tunables.ts";

/** One glibc loader: everything about it that does not depend on the subject. */
export interface GlibcSettings {
	/** 36 for glibc 2.36. */
	readonly release: number;
	/** It was built with its assertions. */
	readonly asserts: boolean;
	/** It has Debian's patches: told by its multiarch folders. */
	readonly isDebian: boolean;
	readonly machine: MachineRules;
	/** Compiled-in search directories, each with a slash at its end. */
	readonly systemDirectories: readonly string[];
	/** Subdirectories that are tried in every search directory, each with a slash at its end; the last one is empty. */
	readonly subdirectories: readonly string[];
	/** CPU level that searches assume (1 to 4), x86 only. */
	readonly x86Level: number;
	readonly tunables: Tunables;
	/** What `$LIB` and `$PLATFORM` stand for. */
	readonly tokens: { readonly LIB: string; readonly PLATFORM: string | undefined };
}

/** CPU level for searches where the request names none: what servers have had since about 2013. */
const USUAL_X86_LEVEL = 3;

/** The loader of a start; absent for a machine that this model does not know. */
export function glibcSettings(start: LoaderStart): GlibcSettings | undefined {
	const { elf, libc } = start.interpreter;
	const machine = machineRules(elf);
	if (machine === undefined || libc.kind !== "glibc") return undefined;
	const release = releaseOf(libc.version) ?? newestVersionOf(start) ?? 0;
	const x86Level = start.request.x86Level ?? USUAL_X86_LEVEL;
	const systemDirectories = directoriesOf(libc.systemDirectories, machine, start);
	const isDebian = systemDirectories.some((directory) => directory.includes(`/${machine.multiarch}/`));
	return {
		release,
		asserts: libc.assertions !== false,
		isDebian,
		machine,
		systemDirectories,
		subdirectories: searchSubdirectories(elf.machine, release, x86Level),
		x86Level,
		tunables: readTunables(start.request.environment?.tunables, release),
		tokens: { LIB: libToken(systemDirectories, machine), PLATFORM: platform(elf.machine, machine, x86Level) },
	};
}

/** `2.36` is release 36. */
function releaseOf(version: string | undefined): number | undefined {
	const match = version?.match(/^2\.(\d+)/);
	return match ? Number(match[1]) : undefined;
}

/** The newest GLIBC_2.N that the loader itself defines: not newer than its release. */
function newestVersionOf({ interpreter }: LoaderStart): number | undefined {
	const names = interpreter.elf.dynamic?.versionDefinitions.map(({ name }) => name) ?? [];
	const releases = names.flatMap((name) => name.match(/^GLIBC_2\.(\d+)$/)?.slice(1) ?? []).map(Number);
	return releases.length === 0 ? undefined : Math.max(...releases);
}

/** The identity's directories; where it has none, those that the distribution of such a root compiles in. */
function directoriesOf(known: readonly string[], machine: MachineRules, start: LoaderStart): readonly string[] {
	const directories = known.length > 0 ? known : usualDirectories(machine, start);
	return directories.map((directory) => (directory.endsWith("/") ? directory : `${directory}/`));
}

function usualDirectories({ multiarch }: MachineRules, { request, interpreter }: LoaderStart): readonly string[] {
	const debian = [`/lib/${multiarch}`, `/usr/lib/${multiarch}`];
	if (debian.some((directory) => request.root.lookup(directory).found)) return [...debian, "/lib", "/usr/lib"];
	return interpreter.elf.class === "ELF64" ? ["/lib64", "/usr/lib64"] : ["/lib", "/usr/lib"];
}

/** DL_DST_LIB: the last part of the library folder; Debian's is two parts long. */
function libToken(systemDirectories: readonly string[], { multiarch }: MachineRules): string {
	const first = systemDirectories[0] ?? "/lib/";
	if (first.endsWith(`/lib/${multiarch}/`)) return `lib/${multiarch}`;
	return first.match(/([^/]+)\/$/)?.[1] ?? "lib";
}

function platform(emachine: number, { platform: usual }: MachineRules, x86Level: number): string | undefined {
	return emachine === EM.EM_X86_64 && x86Level >= 3 ? "haswell" : usual;
}
