import type { PiecewiseRenderer, Renderer } from "./renderer.ts";

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
	html: async () => (await import("./html/html.ts")).renderHtml,
};

/** How a format is written to where it goes: what may have many megabytes is never made as one text. */
export async function piecesOf(format: FormatName): Promise<PiecewiseRenderer> {
	if (format === "json") return (await import("./json.ts")).jsonInPieces;
	const render = await RENDERERS[format]();
	return (report, options) => [render(report, options)];
}

export const FORMAT_NAMES = ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "csv", "html"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];
