import type { DynamicFacts, VersionNeed } from "../../elf/elf-file.ts";
import { dynamicOf, type LinkMap, mapsByName } from "./link-map.ts";
import { assertionLine } from "./messages.ts";
import { type GlibcProcess, spokenName } from "./process.ts";

/** The marker version of DT_RELR, and the first release that knows both. */
const RELR_VERSION = "GLIBC_ABI_DT_RELR";
const RELR_FROM = 36;

/** What the checks of all objects of a process share. */
interface Checking {
	readonly process: GlibcProcess;
	readonly byName: ReadonlyMap<string, LinkMap>;
	/** Names of the versions that an object defines, and that match_symbol finds by their hash. */
	readonly defined: (dynamic: DynamicFacts) => ReadonlySet<string>;
	readonly verbose: boolean;
}

/** Checks that every version an object needs is defined by the file that its need names, before anything is
 *  relocated (_dl_check_map_versions). `verbose`: say also what is not fatal, as at program start. */
export function versionCheck(process: GlibcProcess, verbose: boolean): (map: LinkMap) => void {
	const checking = { process, byName: mapsByName(process.maps), defined: rememberedNames(), verbose };
	return (map) => {
		for (const need of dynamicOf(map)?.versionNeeds ?? []) checkNeed(checking, map, need);
		if (dynamicOf(map) !== undefined) checkRelr(process, map);
	};
}

function rememberedNames(): Checking["defined"] {
	const known = new Map<DynamicFacts, ReadonlySet<string>>();
	return (dynamic) => {
		const names =
			known.get(dynamic) ??
			new Set(dynamic.versionDefinitions.flatMap(({ name, misHashed }) => (misHashed ? [] : [name])));
		known.set(dynamic, names);
		return names;
	};
}

function checkNeed(checking: Checking, map: LinkMap, need: VersionNeed): void {
	const { process, byName } = checking;
	if (process.missing.has(need.file) || process.lent.has(need.file)) return;
	const library = byName.get(need.file);
	if (library !== undefined) checkDefinitions(checking, map, need, library);
	// While a library is missing, its own needs may bring the file.
	else if (process.missing.size === 0) noteAssertion(process, map, need);
}

function checkDefinitions(
	{ process, defined: definedBy, verbose }: Checking,
	map: LinkMap,
	need: VersionNeed,
	library: LinkMap,
): void {
	const dynamic = dynamicOf(library);
	const defined = dynamic === undefined ? undefined : definedBy(dynamic);
	const object = spokenName(process, map);
	if (dynamic?.versionDefinitions.length === 0 || defined === undefined) {
		const words = `no version information available (required by ${object})`;
		const line = verbose ? { line: process.voice.versionLine(library.name, words) } : {};
		const about = { library: need.file, object } as const;
		process.problems.push({ kind: "version-information-missing", fatal: false, ...about, ...line });
		return;
	}
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
	const { release, asserts } = process.placement.settings;
	const line = NEEDED_LINES.find(([from]) => release >= from)?.[1];
	const placement = `dl-version.c: ${line}: _dl_check_map_versions`;
	process.problems.push({
		kind: "crash",
		fatal: true,
		object: spokenName(process, map),
		because: `it needs versions from ${need.file}, which nothing loads`,
		...(asserts ? { line: assertionLine(release, placement, "needed != NULL") } : {}),
	});
}

/** DT_RELR without the marker version: refused from 2.36 on, not applied before. */
function checkRelr(process: GlibcProcess, map: LinkMap): void {
	const dynamic = dynamicOf(map);
	if (!dynamic?.relocations.relr) return;
	const object = spokenName(process, map);
	const isMarked = dynamic.versionNeeds.some(({ versions }) => versions.some(({ name }) => name === RELR_VERSION));
	if (process.placement.settings.release < RELR_FROM) {
		process.problems.push({ kind: "relr-ignored", fatal: true, object });
		return;
	}
	const asksLibc = dynamic.needed.some((name) => name.startsWith("libc.so."));
	if (isMarked || !asksLibc || dynamic.versionNeeds.length === 0) return;
	const line = process.voice.error(object, "DT_RELR without GLIBC_ABI_DT_RELR dependency");
	process.problems.push({ kind: "relr-without-version", fatal: true, object, line });
}
