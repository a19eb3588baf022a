/** One way out, of the kinds that differ in what they cost. */
export interface Remedy {
	/** `binary-change` mends the file as it is; `none`: nothing has to be done. */
	readonly kind: "rebuild-flag" | "package" | "source-change" | "binary-change" | "other-base" | "none";
	readonly text: string;
	/** The last Alpine release on which it can be done. */
	readonly until?: string;
}

/** Names that share a reason and a way out. */
export interface SymbolFamily {
	readonly id: string;
	/** Whole names. The first family that matches, in the order of the registry, answers. */
	readonly match: RegExp;
	/** What these names are and why a program asks for them. */
	readonly what: string;
	/** What musl makes of them, checked by a test against the symbol database.
	 *  `never`: no Alpine release exports any of them. `always`: every release resolves all of them.
	 *  `by-release`: it depends on the release, see `since`. `mixed`: it depends on the name.
	 *  `elsewhere`: not libc's business. */
	readonly musl: "never" | "always" | "by-release" | "mixed" | "elsewhere";
	/** For `by-release`: the first Alpine release that has a name. */
	readonly since?: Readonly<Record<string, string>>;
	/** What is peculiar about gcompat's version, where it has one. Whether it has one, the database says. */
	readonly gcompat?: string;
	/** What else an expert would say. */
	readonly note?: string;
	/** Particular to the family, in order of preference; rebuilding for musl and a glibc base are always open, too. */
	readonly remedies: readonly Remedy[];
	readonly source: string;
}

/** Rebuild with another switch. */
export function flag(text: string): Remedy {
	return { kind: "rebuild-flag", text };
}

/** Add a package; `until` is the last Alpine release that has it. */
export function install(text: string, until?: string): Remedy {
	return { kind: "package", text, ...(until === undefined ? {} : { until }) };
}

/** Change the source. */
export function change(text: string): Remedy {
	return { kind: "source-change", text };
}

/** Change the binary, or what stands before it: nothing has to be built anew. */
export function patch(text: string): Remedy {
	return { kind: "binary-change", text };
}

/** Choose another base image. */
export function otherBase(text: string): Remedy {
	return { kind: "other-base", text };
}

/** For names that are nobody's problem. */
export const NOTHING_TO_DO: Remedy = { kind: "none", text: "nothing has to be done" };

/** For names that came with a later release: which one, `since` says. */
export const LATER_RELEASE: Remedy = { kind: "package", text: "use a newer Alpine release" };
