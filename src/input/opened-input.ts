import type { WorkBudget } from "../budget/work-budget.ts";
import type { ByteSource } from "../bytes/byte-source.ts";
import type { FileContent, FileTree, TreeEntry } from "../tree/file-tree.ts";
import type { Credentials } from "./permission/credentials.ts";

/** One thing that the user asked to be inspected, recognised and opened. An archive with several images gives several. */
export interface OpenedInput {
	/** What it is called in the report: the spec as given (`app.tar`, `docker-archive:app.tar`, `-`), with the image's
	 *  own name behind `:` where one archive holds several. */
	readonly source: string;
	readonly form: "file" | "directory" | "rootfs" | "image";
	/** All files. For `file`: the tree of the disk (or, from standard input, a tree of that one file). */
	readonly tree: FileTree;
	/** For `file`: its path in `tree`. */
	readonly path?: string;
	/** For `image`: its configuration and layers. */
	readonly image?: ImageFacts;
	/** Every entry but the root, folder by folder, names in byte order. For `file`: that file alone. */
	walk(): Iterable<WalkedEntry>;
	/** Index into `image.layers` of the layer that brought what stands at a real path; absent for other forms. */
	layerAt(realPath: string): number | undefined;
	/** What the examiner made of the file at a real path; absent where it was not called. */
	examined(realPath: string): unknown;
	/** What judging it may cost; what opening it has cost is taken off. */
	readonly budget: WorkBudget;
	/** What was wrong with the input, and yet the rest is there. Complete when `walk` has ended. */
	readonly diagnostics: readonly InputDiagnostic[];
	/** Gives the files back. The tree is not to be used afterwards. */
	close(): void;
}

/** One entry met by `walk`. */
export interface WalkedEntry {
	readonly path: string;
	readonly entry: TreeEntry;
}

/** A look at a file while its bytes are at hand. Bytes in a compressed archive pass once, so whatever a later stage
 *  wants to know beyond the facts in `content` is asked here; the answer is kept and must be small.
 *  Called for ELF files, scripts and zip files (jars, wheels): once, when the file passes, or when first asked for.
 *  `content` and `source` are good during the call only: their memory is used again for the next file. */
export type Examiner = (file: PassingFile) => unknown;

export interface PassingFile {
	/** Path inside the input as its archive names it. */
	readonly path: string;
	readonly content: FileContent;
	readonly source: ByteSource;
}

/** Something wrong with an input that does not stop the rest. Same shape as a diagnostic of the report. */
export interface InputDiagnostic {
	readonly severity: "error" | "warning";
	readonly source: string;
	readonly path?: string;
	readonly message: string;
}

/** What an image, or an OCI runtime bundle, says of itself. Source: OCI image-spec config.md; Docker's image JSON has the
 *  same fields. */
export interface ImageFacts {
	/** Names that the archive gives it: `RepoTags`, `org.opencontainers.image.ref.name`. */
	readonly names: readonly string[];
	readonly os: string;
	/** In GOARCH words: `amd64`, `arm64`, ... */
	readonly architecture: string;
	readonly variant?: string;
	readonly entrypoint: readonly string[];
	readonly command: readonly string[];
	/** `NAME=value`, as given. */
	readonly environment: readonly string[];
	readonly workingDirectory: string;
	readonly user: string;
	/** As whom its processes run where the configuration says so by number; `user` then says nothing. */
	readonly credentials?: Credentials;
	/** A bundle: the runtime takes its configuration as it is, and nobody adds to it. */
	readonly isBundle?: true;
	readonly shell: readonly string[];
	readonly labels: Readonly<Record<string, string>>;
	/** Lowest first. */
	readonly layers: readonly LayerFacts[];
}

export interface LayerFacts {
	/** Digest of the layer as stored (`sha256:...`), where a manifest tells. */
	readonly digest?: string;
	/** Digest of its tar (rootfs.diff_ids). */
	readonly diffId?: string;
	/** The step that made it (history[].created_by). */
	readonly createdBy?: string;
	/** Its file inside the archive or layout. */
	readonly file: string;
}
