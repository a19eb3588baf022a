import type { Renderer } from "./renderer.ts";

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

export const FORMAT_NAMES = ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "csv", "html"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];
