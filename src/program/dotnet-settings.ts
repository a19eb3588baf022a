import type { ByteSource } from "../bytes/byte-source.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { readRange } from "./file-range.ts";

/** Most of a .NET program's settings that is read, in bytes. */
const SETTINGS_BYTES = 64 * 1024;
const HEADER_BYTES = 512;

/** The settings in a single-file program: the text of its runtimeconfig.json; empty where there is none.
 *  `offset`: where the bundle's header is in the file.
 *  Source: .NET runtime, src/native/corehost/bundle/header.h. */
export function bundledSettings(source: ByteSource, offset: number): string {
	const header = readRange(source, { offset, length: HEADER_BYTES }, HEADER_BYTES);
	// Major and minor version, number of files; then the bundle's name behind its length.
	if (header.length < 64 || header.readUInt32LE(0) < 2) return "";
	const locations = 12 + 1 + (header[12] ?? 0);
	if ((header[12] ?? 0) > 127 || locations + 32 > header.length) return "";
	const place = Number(header.readBigInt64LE(locations + 16));
	const length = Number(header.readBigInt64LE(locations + 24));
	return place <= 0 || length <= 0 ? "" : readRange(source, { offset: place, length }, SETTINGS_BYTES).toString("utf8");
}

/** The settings beside a program: NAME.runtimeconfig.json; empty where there are none or they are not at hand. */
export function settingsBeside(path: string, tree: FileTree | undefined): string {
	const lookup = tree?.lookup(`${path}.runtimeconfig.json`);
	const bytes = lookup?.found && lookup.entry.type === "file" ? lookup.entry.bytes() : undefined;
	return bytes === undefined
		? ""
		: readRange(bytes, { offset: 0, length: bytes.size }, SETTINGS_BYTES).toString("utf8");
}

/** `invariant` among the details of a program whose settings let .NET do without ICU. */
export function invariantIn(settings: string): Readonly<Record<string, string>> {
	const isSet = /"System\.Globalization\.Invariant"\s*:\s*"?(true|1)\b/i.test(settings);
	return isSet ? { invariant: "true" } : {};
}
