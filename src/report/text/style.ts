import type { Verdict } from "../../verdict/report.ts";
import type { RenderOptions } from "../renderer.ts";

/** Colours and symbols of the terminal at hand. */
export interface Style {
	readonly width: number;
	readonly arrow: string;
	readonly more: string;
	readonly dash: string;
	/** Words that are not folded, such as the loader's own: cut where the terminal ends, whole where there is none. */
	verbatim(text: string, indent: string): string;
	bold(text: string): string;
	dim(text: string): string;
	/** Symbol and word of a verdict, coloured. */
	verdict(verdict: Verdict): string;
	/** The symbol alone. */
	mark(verdict: Verdict): string;
}

const COLORS = { runs: 32, "at-risk": 33, fails: 31, unknown: 35 } as const satisfies Record<Verdict, number>;
const UNICODE = { runs: "✓", "at-risk": "▲", fails: "✗", unknown: "?" } as const satisfies Record<Verdict, string>;
const ASCII = { runs: "+", "at-risk": "!", fails: "x", unknown: "?" } as const satisfies Record<Verdict, string>;
const WORDS = { runs: "runs", "at-risk": "at risk", fails: "fails", unknown: "unknown" } as const satisfies Record<
	Verdict,
	string
>;

/** The style that the options ask for. */
export function styleOf({ color, unicode, width, clip }: RenderOptions): Style {
	const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
	const marks = unicode ? UNICODE : ASCII;
	return {
		width: Math.max(40, width),
		arrow: unicode ? "→" : "->",
		more: unicode ? "…" : "...",
		dash: unicode ? "–" : "-",
		verbatim: (text, indent) =>
			`${indent}${clip === true ? cutTo(text, Math.max(40, width) - indent.length, unicode) : text}`,
		bold: (text) => paint(1, text),
		dim: (text) => paint(2, text),
		verdict: (verdict) => paint(COLORS[verdict], `${marks[verdict]} ${WORDS[verdict]}`),
		mark: (verdict) => paint(COLORS[verdict], marks[verdict]),
	};
}

/** Length of the longest coloured verdict without its colour codes: `? unknown`. */
export const VERDICT_WIDTH = 9;

function cutTo(text: string, width: number, unicode: boolean): string {
	if (text.length <= width) return text;
	const more = unicode ? "…" : "...";
	return `${text.slice(0, Math.max(0, width - more.length))}${more}`;
}

/** Folds text at spaces to a width, every line with the same indentation but the first, which has its own. */
export function fold(text: string, width: number, first: string, rest: string): string[] {
	const lines: string[] = [];
	let line = first;
	let empty = true;
	for (const word of text.split(" ")) {
		if (!empty && line.length + 1 + word.length > width) {
			lines.push(line);
			line = rest;
			empty = true;
		}
		line += empty ? word : ` ${word}`;
		empty = false;
	}
	lines.push(line);
	return lines;
}

/** Visible length, colour codes left out. */
export function visibleLength(text: string): number {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are control characters
	return text.replace(/\u001b\[\d+m/g, "").length;
}

/** Pads with spaces to a visible width. */
export function padTo(text: string, width: number): string {
	return text + " ".repeat(Math.max(0, width - visibleLength(text)));
}
