import type { WorkBudget } from "../budget/work-budget.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import type { MissingProgram } from "../entrypoint/missing-program.ts";
import type { RefusalLines } from "../entrypoint/starter-words.ts";
import type { Credentials } from "../image/users/credentials.ts";
import type { Denial } from "../image/users/guarded-tree.ts";
import type { ImageUser } from "../image/users/image-user.ts";
import type { LibcIdentity } from "../targets/libc-identity.ts";
import type { FileTree } from "../tree/file-tree.ts";
import type { ForeignKind } from "../tree/foreign-format.ts";
import type { WhileLoading } from "./while-loading.ts";

/** What is started or opened, and how. */
export interface LoadRequest {
	/** Path of the subject inside `root`. */
	readonly path: string;
	/** The tree that the process would see: the target with the subject and its siblings laid over it. */
	readonly root: FileTree;
	/** What stands around a single file on the user's disk. Paths that come from `$ORIGIN` or that carry a slash
	 *  (and the subject itself) are looked up here first; everything else only in `root`. Absent when `root` holds all. */
	readonly siblings?: FileTree;
	/** `exec`: execve(2) of the file. `dlopen`: a small dynamic host program of the target opens it. */
	readonly mode: "exec" | "dlopen";
	/** How a plug-in's host opens it; for `dlopen` only. */
	readonly binding?: "now" | "lazy";
	/** Symbols that the plug-in's host brings; true = the host has it. For `dlopen` only. */
	readonly hostProvides?: (symbol: string) => boolean;
	/** DT_NEEDED names of libraries that the host has loaded before it opens the plug-in. One that is not in the root
	 *  is then no problem; what it would bring beyond `hostProvides` is not known. For `dlopen` only. */
	readonly hostLibraries?: readonly string[];
	/** DT_NEEDED names of the plug-in's host: what the root has of them is loaded before the plug-in, and its symbols come
	 *  first. For `dlopen` only. */
	readonly hostNeeds?: readonly string[];
	/** e_machine of the kernel and CPU; the subject's own machine when not said. */
	readonly machine?: number;
	/** Working directory for relative paths. Default `/`. */
	readonly workingDirectory?: string;
	/** As whom the process runs; root when not said. */
	readonly credentials?: Credentials;
	/** The runtime does not find that user: what it says; or why nobody can tell. */
	readonly userProblem?: Exclude<ImageUser, Credentials>;
	/** The path, as the command line has it, by which the container runtime looks the subject up before it is executed. */
	readonly lookedUpAs?: string;
	/** What whoever starts the subject prints when the kernel refuses it; the kernel's own words where that is nothing. */
	readonly refusalLines?: RefusalLines;
	/** argv[0] of the subject, which need not be a path; its path when not said. */
	readonly calledAs?: string;
	/** The subject cannot be started at all: whoever was to start it does not find it. */
	readonly missingProgram?: MissingProgram;
	/** What the environment tells the loader, as set; nothing where it is not set. */
	readonly environment?: LoaderEnvironment;
	/** Names of variables that are set to what nobody knows. */
	readonly unknownVariables?: readonly string[];
	/** Whose loader stands at a path of `root` (symlinks already resolved): what its file cannot tell by facts alone. */
	readonly libcAt: (realPath: string) => LibcIdentity;
	/** What pays for the work; when it is spent, a BudgetSpentError ends the load. Without it there is no end to it. */
	readonly budget?: WorkBudget;
	/** x86-64 level of the CPU (1 to 4); requirements above it are judged as unmet, without it as a risk. */
	readonly x86Level?: 1 | 2 | 3 | 4;
}

/** Variables that loaders obey, unless the program has more rights than its user. */
export interface LoaderEnvironment {
	/** LD_LIBRARY_PATH. */
	readonly libraryPath?: string;
	/** LD_PRELOAD. */
	readonly preload?: string;
	/** LD_BIND_NOW; only glibc's loader reads it. */
	readonly bindNow?: string;
	/** LD_TRACE_LOADED_OBJECTS; glibc's loader alone reads it. */
	readonly trace?: string;
	/** LD_DEBUG; glibc's loader alone reads it. */
	readonly debug?: string;
	/** GLIBC_TUNABLES. */
	readonly tunables?: string;
}

/** What happens, step by step. */
export interface Load {
	readonly outcome: "starts" | "refused" | "unknown";
	/** Every line that the kernel's caller or the loader prints, in order; the first one is the message. */
	readonly lines: readonly string[];
	/** Problems in the order in which they are met; those with `fatal` stop the start. */
	readonly problems: readonly LoadProblem[];
	/** Problems that would follow if the interpreter were there: what a compatibility link or layer would lead to. */
	readonly behind: readonly LoadProblem[];
	/** Every object in load order: the subject, then its libraries. */
	readonly objects: readonly LoadedObject[];
	/** The interpreter that ran it, with the C library that it belongs to. */
	readonly interpreter?: { readonly path: string; readonly libc: LibcIdentity };
	/** For outcome `unknown`: why. */
	readonly reason?: string;
}

export interface LoadedObject {
	/** The name under which the loader knows it, as in its messages. */
	readonly name: string;
	/** Where it is in the root; absent for what the loader itself answers (musl's reserved names). */
	readonly path?: string;
	/** Its facts, whether it stood in the root or beside the subject; absent where no loader looked at them. */
	readonly elf?: ElfFile;
	/** The DT_NEEDED (or interpreter) string that asked for it, and who asked; absent for the subject. */
	readonly requestedAs?: string;
	readonly neededBy?: string;
	readonly via?: SearchVia;
	/** How its path was found, tried places included. */
	readonly steps: readonly SearchStep[];
}

export type SearchVia =
	| "subject"
	| "interpreter"
	| "reserved"
	| "already-loaded"
	| "path"
	| "preload"
	| "rpath"
	| "LD_LIBRARY_PATH"
	| "runpath"
	| "ld.so.cache"
	| "default"
	| "filter";

/** One place that was tried. */
export interface SearchStep {
	readonly tried: string;
	readonly via: SearchVia;
	readonly outcome: "found" | "absent" | "skipped";
	readonly because?: string;
	/** A file is there, and the process's user may not have it. */
	readonly denial?: Denial;
}

/** What a crash comes of, where that has remedies of its own: relocations that nobody applies, libraries that nobody loads,
 *  arguments that musl hands to no constructor. */
export type CrashCause = "unrelocated" | "libraries-not-loaded" | "start-arguments";

interface Problem {
	/** The start (or dlopen) ends here. Otherwise it goes on and may fail later. */
	readonly fatal: boolean;
	/** What the loader prints for this problem; absent where it prints nothing. */
	readonly line?: string;
	/** Loader name of the object that has the problem. */
	readonly object: string;
	/** The file is there, and the process's user may not have it. */
	readonly denial?: Denial;
}

/** Everything that kernel or loader can object to, as data. */
export type LoadProblem = Problem &
	(
		| { readonly kind: "interpreter-missing"; readonly interpreter: string; readonly errno: string }
		| { readonly kind: "interpreter-unusable"; readonly interpreter: string; readonly because: string }
		| {
				readonly kind: "exec-refused";
				readonly errno:
					| "ENOEXEC"
					| "EACCES"
					| "EINVAL"
					| "ENOENT"
					| "ELIBBAD"
					| "ELOOP"
					| "ENOTDIR"
					| "ENAMETOOLONG"
					| "EIO";
				readonly because: string;
				/** What it is instead of a program. */
				readonly foreign?: ForeignKind;
		  }
		| { readonly kind: "wrong-machine"; readonly machine: number; readonly expected: number }
		| { readonly kind: "user-missing"; readonly because: string }
		| { readonly kind: "program-missing"; readonly program: Omit<MissingProgram, "line"> }
		| { readonly kind: "script-unreadable" }
		| {
				/** Whoever opens one of several files for different platforms finds none for this one. */
				readonly kind: "no-build-for-target";
				/** What the files are for. */
				readonly name: string;
				readonly platform: string;
				readonly remedies: readonly string[];
				/** What is the matter, where it is not that builds for other platforms are there. */
				readonly what?: string;
		  }
		| { readonly kind: "no-loader"; readonly because: string }
		/** `preloadedFrom`: who names it to be loaded first, a variable or a file. */
		| {
				readonly kind: "library-missing";
				readonly library: string;
				readonly steps: readonly SearchStep[];
				readonly preloadedFrom?: string;
		  }
		| { readonly kind: "library-unusable"; readonly library: string; readonly path: string; readonly because: string }
		| { readonly kind: "version-missing"; readonly version: string; readonly library: string; readonly weak: boolean }
		| { readonly kind: "version-information-missing"; readonly library: string }
		| {
				readonly kind: "symbol-missing";
				readonly symbol: string;
				readonly version?: string;
				/** Library that the version need names. */
				readonly library?: string;
				/** Bound when first called (or deferred), not at start. */
				readonly lazy: boolean;
				/** Of one that is bound when first called: whether that is while its object is being loaded. */
				readonly whileLoading?: WhileLoading;
				/** A missing library may bring it, so it says nothing yet. */
				readonly undecided: boolean;
		  }
		| {
				readonly kind: "symbol-bound-elsewhere";
				readonly symbol: string;
				readonly wanted: string;
				readonly bound: string;
				readonly library: string;
		  }
		| { readonly kind: "relocation-unsupported"; readonly relocation: number; readonly symbol?: string }
		| { readonly kind: "relr-ignored" }
		| { readonly kind: "relr-without-version" }
		| { readonly kind: "tls-initial-exec"; readonly symbol?: string; readonly library: string }
		| { readonly kind: "tls-static-block"; readonly sizeBytes: number }
		/** `ofBase`: the loader itself wants it, whatever it is to load. */
		| { readonly kind: "isa-level"; readonly needed: number; readonly ofBase?: true }
		| { readonly kind: "kernel-too-old"; readonly needed: readonly [number, number, number] }
		| { readonly kind: "executable-stack"; readonly because: string }
		| { readonly kind: "copy-relocation-protected"; readonly symbol: string; readonly library: string }
		| {
				readonly kind: "copy-relocation-size";
				readonly symbol: string;
				readonly library: string;
				/** Room that the program has for the variable, and what the library's own takes. */
				readonly copiedBytes: number;
				readonly definedBytes: number;
		  }
		| { readonly kind: "text-relocations" }
		| { readonly kind: "search-path-dropped"; readonly searchPath: string; readonly because: string }
		| { readonly kind: "crash"; readonly because: string; readonly cause?: CrashCause }
	);
