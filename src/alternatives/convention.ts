import type { FileTree } from "../tree/file-tree.ts";
import type { PlatformClaim } from "./platform-words.ts";

/** A file that may be one of several of which a host opens the one for its platform. */
export interface Candidate {
	readonly path: string;
	/** Its machine, by content. */
	readonly family: string;
	/** The operating system that its content is marked for, where that is not Linux. */
	readonly system?: string;
	readonly isProgram: boolean;
	/** It is no ELF file: an addon for macOS or Windows, or something else under an addon's name. */
	readonly isForeign?: true;
}

/** What a host that chooses knows of the platform that it runs on. */
export interface Host {
	readonly family: string;
	readonly libc: "glibc" | "musl";
	/** NODE_MODULE_VERSION of the Node that is there; absent where that is not known. */
	readonly nodeAbi?: number;
}

/** Where a file stands in a convention. */
export interface Placed {
	/** What the files are for, as reports call it: a package's name. */
	readonly name: string;
	/** The same for files of which a host opens one. */
	readonly slot: string;
	/** The platform that the file says it is for. */
	readonly claim: Pick<PlatformClaim, "systems" | "machines" | "libc">;
	/** The same platform as people read it: `linux-x64-musl`. */
	readonly words: string;
	/** What else tells files of one platform apart that any host may ask for: the ABI of its release. */
	readonly variant?: string;
	/** NODE_MODULE_VERSION that the file is for; absent for N-API, and where nothing says. */
	readonly nodeAbi?: number;
	/** Of several that fit, hosts take the one of which this is highest. */
	readonly specificity?: number;
	/** Another runtime than the usual one opens it. */
	readonly otherRuntime?: string;
	/** The host goes on to the next file where one does not load. */
	readonly triesOthers?: true;
}

/** What whoever asks for a file of a platform says and what helps, where there is none. */
export interface Refusal {
	/** In the host's own words. */
	readonly line: string;
	/** `linuxmusl-x64`, `linux-musl-x64`, `Linux/x86_64`. */
	readonly platform: string;
	readonly remedies: readonly string[];
	/** What is the matter, where it is not that builds for other platforms are there. */
	readonly what?: string;
}

/** How one kind of host chooses. Each has a file of its own that says where it was read. */
export interface Convention {
	readonly id: string;
	/** `several`: a lone file is no alternative of anything. */
	readonly takes: "one" | "several";
	/** Absent where the file is none of the convention's. */
	readonly place: (candidate: Candidate, tree: FileTree) => Placed | undefined;
	/** Absent where nothing is known to ask for a file, or does without. */
	readonly refusal?: (host: Host, placed: Placed, members: readonly Placed[]) => Refusal | undefined;
}
