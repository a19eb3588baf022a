import type { DynamicFacts, ElfFile } from "../../elf/elf-file.ts";
import type { MuslFeatures } from "../../targets/libc-identity.ts";
import type { LoadedObject, LoadProblem } from "../load.ts";
import type { LoaderStart } from "../loader-model.ts";
import type { ProcessFiles } from "../process-files.ts";
import type { MuslErrno } from "./errno.ts";
import type { SearchPath } from "./search-path.ts";

/** `struct dso`: one object of the process. */
export interface Dso {
	/** The path that it was opened by, as messages name it. */
	readonly name: string;
	/** Base name of the path, once a search by name has found it. */
	shortname?: string;
	/** The file's identity; absent for the main program and the loader, which are never compared. */
	readonly identity?: string;
	/** Absent for a host program, of which only its symbols are known. */
	readonly elf?: ElfFile;
	readonly dynamic?: DynamicFacts;
	readonly neededBy?: Dso;
	/** What `$ORIGIN` stands for: the folder of this path; absent where it cannot be told. */
	readonly originFile?: string;
	/** Mapped by the kernel, not by the loader. */
	readonly kernelMapped: boolean;
	/** Loaded by dlopen: its TLS is not in the static block. */
	readonly atRuntime: boolean;
	/** DT_RUNPATH or DT_RPATH, expanded on first use. */
	searchPath?: SearchPath;
	readonly record: LoadedObject;
}

/** The loader's state. */
export interface MuslProcess {
	readonly start: LoaderStart;
	readonly files: ProcessFiles;
	readonly features: MuslFeatures;
	/** musl itself; in `chain` once something has asked for it. */
	readonly loader: Dso;
	/** All objects in load order, the main program (or host) first. */
	readonly chain: Dso[];
	readonly problems: LoadProblem[];
	/** Names that were asked for and found nothing usable. */
	readonly missing: Set<string>;
	/** Names that were asked for and are not in the root, but loaded by the host. */
	readonly lent: Set<string>;
	/** What the host needs itself, as long as the plug-in has not asked for it. */
	readonly unasked: Set<Dso>;
	/** Names that were asked for and answered. */
	readonly answered: Set<string>;
	/** Left by the last system call that failed. */
	errno: MuslErrno;
	/** System directories, read on first use. */
	systemPath?: SearchPath;
	/** Why the model cannot tell. */
	unknown?: string;
}

/** Whether messages go to dlerror: the main program runs already. */
export function isRuntime(process: MuslProcess): boolean {
	return process.start.request.mode === "dlopen";
}
