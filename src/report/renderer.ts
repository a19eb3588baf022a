import type { Report } from "../verdict/report.ts";

/** How a report may look; everything else is decided by the report itself. */
export interface RenderOptions {
	/** ANSI colours. */
	readonly color: boolean;
	/** Symbols outside ASCII. */
	readonly unicode: boolean;
	/** Columns of the terminal; lines are folded to it where they can be. */
	readonly width: number;
	/** Only the counts and what fails. */
	readonly summary: boolean;
	/** Show findings of severity `info`, too. */
	readonly verbose: boolean;
}

/** A pure function from a report to the text of one format, newline at its end. */
export type Renderer = (report: Report, options: RenderOptions) => string;

/** Formats by name; each is loaded only when asked for. */
export const RENDERERS: Readonly<Record<FormatName, () => Promise<Renderer>>> = {
	text: async () => (await import("./text/text.ts")).renderText,
	json: async () => (await import("./json.ts")).renderJson,
	sarif: async () => (await import("./sarif.ts")).renderSarif,
	junit: async () => (await import("./junit.ts")).renderJunit,
	github: async () => (await import("./github.ts")).renderGithub,
	gitlab: async () => (await import("./gitlab.ts")).renderGitlab,
	markdown: async () => (await import("./markdown.ts")).renderMarkdown,
	csv: async () => (await import("./csv.ts")).renderCsv,
};

export const FORMAT_NAMES = ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "csv"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];
