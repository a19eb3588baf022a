import type { VersionNeed } from "../../elf/elf-file.ts";
import { dynamicOf, hasName, type LinkMap } from "./link-map.ts";
import { assertionLine } from "./messages.ts";
import { type GlibcProcess, spokenName } from "./process.ts";

/** The marker version of DT_RELR, and the first release that knows both. */
const RELR_VERSION = "GLIBC_ABI_DT_RELR";
const RELR_FROM = 36;

/** Checks that every version an object needs is defined by the file that its need names, before anything is
 *  relocated (_dl_check_map_versions). `verbose`: say also what is not fatal, as at program start. */
export function checkVersions(process: GlibcProcess, map: LinkMap, verbose: boolean): void {
	const dynamic = dynamicOf(map);
	if (dynamic === undefined) return;
	for (const need of dynamic.versionNeeds) checkNeed(process, map, need, verbose);
	checkRelr(process, map);
}

function checkNeed(process: GlibcProcess, map: LinkMap, need: VersionNeed, verbose: boolean): void {
	if (process.missing.has(need.file) || process.lent.has(need.file)) return;
	const library = process.maps.find((candidate) => hasName(candidate, need.file));
	if (library !== undefined) checkDefinitions(process, map, need, library, verbose);
	// While a library is missing, its own needs may bring the file.
	else if (process.missing.size === 0) noteAssertion(process, map, need);
}

function checkDefinitions(
	process: GlibcProcess,
	map: LinkMap,
	need: VersionNeed,
	library: LinkMap,
	verbose: boolean,
): void {
	const definitions = dynamicOf(library)?.versionDefinitions ?? [];
	const object = spokenName(process, map);
	if (definitions.length === 0) {
		const words = `no version information available (required by ${object})`;
		const line = verbose ? { line: process.voice.versionLine(library.name, words) } : {};
		const about = { library: need.file, object } as const;
		process.problems.push({ kind: "version-information-missing", fatal: false, ...about, ...line });
		return;
	}
	const defined = new Set(definitions.map(({ name }) => name));
	for (const { name, weak } of need.versions) {
		if (defined.has(name)) continue;
		const words = `${weak ? "weak " : ""}version \`${name}' not found (required by ${object})`;
		const line = weak && !verbose ? {} : { line: process.voice.versionLine(library.name, words) };
		const about = { version: name, library: need.file, weak, object } as const;
		process.problems.push({ kind: "version-missing", fatal: !weak, ...about, ...line });
	}
}

/** Where the assertion stands in elf/dl-version.c, by first release. */
const NEEDED_LINES = [
	[35, 204],
	[27, 205],
	[17, 224],
	[16, 229],
	[0, 230],
] as const;

/** Built without assertions, the loader follows a null pointer. */
function noteAssertion(process: GlibcProcess, map: LinkMap, need: VersionNeed): void {
	const { release, asserts } = process.place.settings;
	const line = NEEDED_LINES.find(([from]) => release >= from)?.[1];
	const place = `dl-version.c: ${line}: _dl_check_map_versions`;
	process.problems.push({
		kind: "crash",
		fatal: true,
		object: spokenName(process, map),
		because: `it needs versions from ${need.file}, which nothing loads`,
		...(asserts ? { line: assertionLine(release, place, "needed != NULL") } : {}),
	});
}

/** DT_RELR without the marker version: refused from 2.36 on, not applied before. */
function checkRelr(process: GlibcProcess, map: LinkMap): void {
	const dynamic = dynamicOf(map);
	if (!dynamic?.relocations.relr) return;
	const object = spokenName(process, map);
	const isMarked = dynamic.versionNeeds.some(({ versions }) => versions.some(({ name }) => name === RELR_VERSION));
	if (process.place.settings.release < RELR_FROM) {
		process.problems.push({ kind: "relr-ignored", fatal: true, object });
		return;
	}
	const asksLibc = dynamic.needed.some((name) => name.startsWith("libc.so."));
	if (isMarked || !asksLibc || dynamic.versionNeeds.length === 0) return;
	const line = process.voice.error(object, "DT_RELR without GLIBC_ABI_DT_RELR dependency");
	process.problems.push({ kind: "relr-without-version", fatal: true, object, line });
}
