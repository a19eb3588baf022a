export type Severity = "error" | "warning" | "info";

/** One thing that a rule has to say about a subject on a target. */
export interface Finding {
	/** Id of the rule: file name, test name and page name alike. */
	readonly rule: string;
	readonly severity: Severity;
	readonly message: string;
	/** The libraries, symbols, versions or paths that it is about, sorted: what an ignore or a baseline can name. */
	readonly about?: readonly string[];
	readonly evidence: Readonly<Record<string, unknown>>;
	/** In order of preference. */
	readonly remedies: readonly string[];
	/** Set by policy: accepted by an ignore or a baseline, with the reason. */
	readonly accepted?: { readonly by: "ignore" | "baseline"; readonly reason: string };
}
