import type { FileTree } from "../tree/file-tree.ts";
import type { LibcIdentity } from "./libc-identity.ts";

/** A base image as a program meets it: a file tree with facts, and where they came from. */
export interface Target {
	/** Canonical name, for example `alpine:3.20` or `alpine:3.20+gcompat`; a path for the user's own. */
	readonly name: string;
	/** Architecture in the words of `uname -m`: `x86_64`, `aarch64`, `armv7l`, `i386`, `ppc64le`, `s390x`, `riscv64`. */
	readonly arch: string;
	/** e_machine and class that belong to `arch`. */
	readonly machine: number;
	readonly tree: FileTree;
	/** The loader that programs of this image meet; `unknown` where it has none. */
	readonly libc: LibcIdentity;
	/** Every loader in the tree, by real path: whose it is cannot be told from a stored tree's facts alone. */
	readonly loaders?: readonly { readonly path: string; readonly libc: LibcIdentity }[];
	readonly provenance: Provenance;
	/** Real sizes of the image; absent for add-ons and the user's own trees where nobody measured. */
	readonly size?: { readonly compressedBytes?: number; readonly unpackedBytes: number };
}

/** Where a target's facts come from. */
export interface Provenance {
	/** `measured` on a real root file system; `assembled` from packages; `derived` from a neighbour plus a list of changes. */
	readonly basis: "measured" | "assembled" | "derived";
	/** File name of the root file system, or the packages. */
	readonly source: string;
	readonly sha256?: string;
	/** Release as the image itself names it, for example `3.20.3`. */
	readonly release?: string;
	/** Date of the root file system, ISO 8601. */
	readonly date?: string;
	/** Package version of the C library, for example `1.2.5-r0`. */
	readonly libcPackage?: string;
	/** What was changed against the source, one sentence each; for `derived` and add-ons. */
	readonly changes?: readonly string[];
}
