import type { ProgramKind } from "./program-facts.ts";

/** A program that loads others' code, as far as its plug-ins show it. */
export interface PluginHost {
	/** What people call it. */
	readonly name: string;
	/** What its plug-ins are. */
	readonly kind?: ProgramKind;
	/** Names that a plug-in exports for it; one is enough. Absent: `imports` alone tell. */
	readonly exports?: RegExp;
	/** Names that a plug-in takes from it; at least one must be undefined in the file. */
	readonly imports?: RegExp;
	/** With `imports`: exports alone are enough too, because plug-ins may find the host's names by dlsym. */
	readonly exportsSuffice?: true;
	/** With `exports`: imports alone are enough too, because nobody else uses such names. */
	readonly importsSuffice?: true;
	/** Names that the host brings. */
	readonly provides?: RegExp;
	/** The host's names have no prefix of their own: whatever the file imports without a symbol version is the host's.
	 *  A C library's names carry one wherever the C library has versions. */
	readonly providesUnversioned?: true;
	/** It needs libm itself, so that plug-ins linked without it find its functions all the same. */
	readonly providesMath?: true;
	/** How it calls dlopen. Each is what the host's sources say; those that let the user choose: the default. */
	readonly binding: "now" | "lazy";
	/** Libraries by name that the host has loaded before it opens a plug-in. */
	readonly libraries?: readonly string[];
	/** Libraries of the system by name that the host itself needs wherever it runs: plug-ins that are not linked with
	 *  them find their names all the same. */
	readonly needs?: readonly string[];
}
