import type { Report } from "../verdict/report.ts";

/** How a report may look; everything else is decided by the report itself. */
export interface RenderOptions {
	/** ANSI colours. */
	readonly color: boolean;
	/** Symbols outside ASCII. */
	readonly unicode: boolean;
	/** Columns of the terminal; lines are folded to it where they can be. */
	readonly width: number;
	/** Cut what cannot be folded, the loader's own words, at the width: for a terminal. Absent: such lines stay whole. */
	readonly clip?: boolean;
	/** Only the counts and what fails. */
	readonly summary: boolean;
	/** What comes first where several files are judged: what to fix, or each file. Default: `cause`. */
	readonly by?: "cause" | "file";
	/** Show findings of severity `info`, too. */
	readonly verbose: boolean;
}

/** A pure function from a report to the text of one format, newline at its end. */
export type Renderer = (report: Report, options: RenderOptions) => string;

/** The same, made piece by piece. */
export type PiecewiseRenderer = (report: Report, options: RenderOptions) => Iterable<string>;
