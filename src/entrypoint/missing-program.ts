/** A program that is to be started and cannot be found or used where it is looked for. */
export interface MissingProgram {
	/** As the command line has it. */
	readonly word: string;
	/** Whoever was to start it, as sentences name it: `the container runtime`, `/bin/sh`. */
	readonly starter: string;
	/** What the starter prints; absent where its words are not known. */
	readonly line?: string;
	readonly obstacle: Obstacle;
}

/** What stands where the program was to be; paths are absolute, symlinks not resolved. */
export type Obstacle =
	| { readonly kind: "nothing" }
	| { readonly kind: "dangling-link"; readonly path: string; readonly target: string }
	| { readonly kind: "directory"; readonly path: string }
	| { readonly kind: "not-executable"; readonly path: string }
	/** Found by way of an entry of PATH that does not begin with a slash, which Go's LookPath refuses since 1.19. */
	| { readonly kind: "in-relative-folder"; readonly path: string; readonly folder: string }
	/** A shell is to read it as a script, and may not, or it is an ELF file. */
	| { readonly kind: "not-readable"; readonly path: string }
	| { readonly kind: "no-script"; readonly path: string }
	/** The working directory, which runtimes make where there is none, is something else. */
	| { readonly kind: "working-directory"; readonly path: string };
