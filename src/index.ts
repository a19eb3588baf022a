export type { ElfFile } from "./elf/elf-file.ts";
export { parseElf } from "./elf/parse-elf.ts";
export { type InspectRequest, inspect } from "./inspect.ts";
export { FORMAT_NAMES, type FormatName, RENDERERS } from "./report/formats.ts";
export type { Renderer, RenderOptions } from "./report/renderer.ts";
export type { Finding, Severity } from "./rules/finding.ts";
export type * from "./verdict/report.ts";
export { VERSION } from "./version.ts";
