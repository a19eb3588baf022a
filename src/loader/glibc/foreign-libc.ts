import type { DynamicFacts } from "../../elf/elf-file.ts";
import { childPath, parentPath } from "../../tree/path-resolution.ts";
import type { LoadProblem } from "../load.ts";
import type { LoaderStart } from "../loader-model.ts";
import { dynamicOf, type LinkMap } from "./link-map.ts";
import { assertionLine } from "./messages.ts";
import { type GlibcProcess, spokenName } from "./process.ts";

/** First releases whose loader calls into libc before anything else of it runs: into a library, into the program. */
const CALLS_LIBC_FROM = { library: 32, program: 33 } as const;
const EARLY_FUNCTION = "__libc_early_init";
/** Libraries up to this release die before that call: what they read of the loader has moved. Seen with 2.20 and 2.22
 *  under 2.32, 2.36 and 2.41. */
const DIES_BEFORE_UP_TO = 22;

/** Loader and libc are parts of one glibc: one that stands in the way of the loader's own, by a search path or in its
 *  place, is none that it can work with. Notes what comes of it once everything is relocated.
 *  Source: _dl_call_libc_early_init in elf/dl-call-libc-early-init.c. */
export function noteForeignLibc(process: GlibcProcess, searchList: readonly LinkMap[], start: LoaderStart): void {
	const libc = searchList.find((map) => map.role !== "loader" && dynamicOf(map)?.soname === "libc.so.6");
	const dynamic = libc && dynamicOf(libc);
	if (libc === undefined || dynamic === undefined) return;
	const { release } = process.placement.settings;
	const isCalled = release >= CALLS_LIBC_FROM[libc.role === "program" ? "program" : "library"];
	if (isCalled && !hasEarlyFunction(dynamic)) process.problems.push(deadly(process, libc, dynamic));
	const [have, own] = [releaseOf(dynamic), ownRelease(start)];
	const isNewer = have !== undefined && have > release;
	if (!isNewer && (have === undefined || own === undefined || have === own)) return;
	process.unknown.push(
		`${spokenName(process, libc)} is of another glibc than the loader: what either expects of the other's inner data is not known`,
	);
}

function hasEarlyFunction({ symbols }: DynamicFacts): boolean {
	return symbols
		.named(EARLY_FUNCTION)
		.some(({ sectionIndex, version }) => sectionIndex !== 0 && version?.name === "GLIBC_PRIVATE");
}

function deadly(process: GlibcProcess, libc: LinkMap, dynamic: DynamicFacts): LoadProblem {
	const { release, asserts } = process.placement.settings;
	const isReached = (releaseOf(dynamic) ?? DIES_BEFORE_UP_TO + 1) > DIES_BEFORE_UP_TO;
	const placement = "dl-call-libc-early-init.c: 37: _dl_call_libc_early_init";
	return {
		kind: "crash",
		fatal: true,
		object: spokenName(process, libc),
		because: `it is of an older glibc than the loader, which calls its ${EARLY_FUNCTION}`,
		...(asserts && isReached ? { line: assertionLine(release, placement, "sym != NULL") } : {}),
	};
}

/** The newest release whose names a libc defines: 36 for 2.36. Not every release adds names, so it may be newer. */
function releaseOf({ versionDefinitions }: DynamicFacts): number | undefined {
	const minors = versionDefinitions.map(({ name }) => Number(/^GLIBC_2\.(\d+)$/.exec(name)?.[1]));
	const highest = Math.max(...minors.filter((minor) => !Number.isNaN(minor)));
	return Number.isFinite(highest) ? highest : undefined;
}

/** What the libc that stands where the loader looks by itself says of its release. */
function ownRelease({ request, interpreter }: LoaderStart): number | undefined {
	const { libc, realPath } = interpreter;
	const folders = [parentPath(realPath), ...(libc.kind === "glibc" ? libc.systemDirectories : [])];
	for (const folder of folders) {
		const found = request.root.lookup(childPath(folder, "libc.so.6"));
		const content = found.found && found.entry.type === "file" ? found.entry.content() : undefined;
		const elf = content?.kind === "elf" ? content.elf : undefined;
		if (elf?.dynamic !== undefined && elf.machine === interpreter.elf.machine && elf.class === interpreter.elf.class) {
			return releaseOf(elf.dynamic);
		}
	}
	return undefined;
}
