import type { ProgramKind } from "../program/program-facts.ts";

/** Files that people install or download rather than compile, whatever the language inside. */
const BUILT_BY_OTHERS: ReadonlySet<ProgramKind> = new Set([
	"python-extension",
	"node-addon",
	"node",
	"python",
	"ruby",
	"php",
	"jvm",
	"jni-library",
	"dotnet-single-file",
	"dotnet-apphost",
	"perl-extension",
	"ruby-extension",
	"pyinstaller",
	"appimage",
	"bun",
	"chromium",
	"electron",
	"deno",
	"node-sea",
	"pkg",
]);

/** Whether a compiler's switch or a change of the source is no advice for a program of this kind. */
export function isBuiltByOthers(kind: ProgramKind | undefined): boolean {
	return kind !== undefined && BUILT_BY_OTHERS.has(kind);
}
