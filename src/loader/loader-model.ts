import type { ElfFile } from "../elf/elf-file.ts";
import type { LibcIdentity } from "../targets/libc-identity.ts";
import type { LoadedObject, LoadProblem, LoadRequest } from "./load.ts";

/** What a dynamic loader's model gets: the kernel (or a host program's dlopen) has done its part. */
export interface LoaderStart {
	readonly request: LoadRequest;
	readonly subject: ElfFile;
	/** The loader that runs. For `dlopen` it is the one of the host program. */
	readonly interpreter: {
		/** As PT_INTERP (or the host program's PT_INTERP) names it. */
		readonly path: string;
		readonly realPath: string;
		readonly elf: ElfFile;
		readonly libc: LibcIdentity;
	};
	/** Libraries loaded before all others, by path (gcompat). */
	readonly preload: readonly string[];
	/** AT_EXECFN where it differs from `request.path`: the script whose `#!` line led to this program. */
	readonly execName?: string;
	/** The loader itself was executed, with the program as its argument (gcompat's stub does so): it maps the program
	 *  like a library and knows it by this path. */
	readonly commandPath?: string;
}

/** What came of it. `problems` are in the order met; the loader's lines stand on them. */
export interface LoaderRun {
	readonly problems: readonly LoadProblem[];
	readonly objects: readonly LoadedObject[];
	/** The model cannot tell (malformed data that a loader would crash on, missing facts). */
	readonly unknown?: string;
}

/** One dynamic loader. Pure: it reads the request's trees and nothing else. */
export type LoaderModel = (start: LoaderStart) => LoaderRun;
