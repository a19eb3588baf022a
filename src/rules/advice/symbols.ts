import { isBuiltByOthers } from "../../knowledge/built-by-others.ts";
import type { SymbolKnowledge } from "../../knowledge/symbols/explain-symbol.ts";
import { LATER_RELEASE, type Remedy } from "../../knowledge/symbols/symbol-family.ts";
import { buildKind } from "../context/build-kind.ts";
import { compareVersions, isForeign, isOnMusl } from "../context/libc.ts";
import { isGlibcLibrary } from "../context/objects.ts";
import type { SymbolGroup } from "../context/symbols.ts";
import type { RuleContext } from "../rule.ts";
import { baseAdvice, gcompatAdvice } from "./bases.ts";
import { libraryAdvice } from "./packages.ts";
import { rebuildAdvice } from "./rebuild.ts";

/** What to do about a group of missing symbols. On musl a rebuild mends most of them at once and comes first; then what
 *  is particular to the family. gcompat is named only where it was tried and suffices for the whole program. */
export function symbolAdvice(context: RuleContext, group: SymbolGroup): readonly string[] {
	if (mayBeTheHosts(context, group)) return [HOSTS_NAMES, ...baseAdvice(context)];
	if (isHostsLack(context, group)) return hostAdvice(context, group);
	const particular = familyAdvice(context, group);
	if (!isOnMusl(context)) {
		return [...particular, ...libraryOf(context, group), ...baseAdvice(context), ...rebuildAdvice(context)];
	}
	return [...rebuildAdvice(context), ...particular, ...gcompatAdvice(context), ...baseAdvice(context)];
}

const HOSTS_NAMES =
	"a plug-in takes names from the program that opens it, and here there is none: judge it where that program is (its image, its folder); otherwise link it with the library that has them";

/** Names that no C library and no library known here has, wanted by a library that was built for this very libc: building
 *  it anew changes nothing. */
function mayBeTheHosts(context: RuleContext, { family, library }: SymbolGroup): boolean {
	const { kind, program } = context.subject;
	const isUnknown = family === undefined && library === undefined;
	return isUnknown && kind === "shared-library" && program.host === undefined && !isForeign(context);
}

/** Names that no library known here has, wanted by a plug-in: those of another version or build of its host. */
function isHostsLack({ subject }: RuleContext, { family, library }: SymbolGroup): boolean {
	return family === undefined && library === undefined && subject.program.host !== undefined;
}

function hostAdvice({ subject }: RuleContext, { symbols }: SymbolGroup): readonly string[] {
	const host = subject.program.host?.name ?? "";
	const isThreadSafe = host === "php" && symbols.some((symbol) => /^tsrm_|_globals_(id|offset)$/.test(symbol));
	const build = isThreadSafe
		? "it was built for a thread-safe PHP (ZTS), and the one that is there is none: take the build for NTS, or a `php:*-zts` image"
		: `it was built for another version or build of ${host} than is there`;
	return [
		build,
		...(HOW_TO_BUILD.has(host) ? [`build it with the ${host} that is there: ${HOW_TO_BUILD.get(host)}`] : []),
	];
}

/** What builds a plug-in for the host at hand. */
const HOW_TO_BUILD: ReadonlyMap<string, string> = new Map([
	["php", "`phpize && ./configure && make`, or `pecl install`"],
	["python", "`pip install --force-reinstall --no-binary :all: NAME`"],
	["ruby", "`gem install --platform ruby NAME`, or `gem pristine --all`"],
	["node", "`npm rebuild`"],
	["perl", "`cpan -f -i NAME`, or `cpanm --reinstall NAME`"],
	["apache", "`apxs -i -c FILE.c`"],
	[
		"nginx",
		"`./configure --with-compat --add-dynamic-module=FOLDER && make modules`, with the sources of that very release",
	],
]);

/** What a family knows that nobody can do to a file that others built. */
const OF_THE_BUILD: readonly Remedy["kind"][] = ["rebuild-flag", "source-change"];

/** Musl's families are advice for musl; names of other libraries are advice anywhere. */
function familyAdvice(context: RuleContext, { family, symbols }: SymbolGroup): readonly string[] {
	if (!family || (!isOnMusl(context) && family.musl !== "elsewhere")) return [];
	const kind = buildKind(context);
	// In Go and Rust it is the tool chain that asks for these names, not the program's source.
	const bought = isBuiltByOthers(kind) || kind === "go" || kind === "rust";
	const particular = family.remedies.filter(
		(remedy) =>
			remedy.kind !== "none" &&
			!/\bgcompat\b/.test(remedy.text) &&
			!(bought && OF_THE_BUILD.includes(remedy.kind)) &&
			isOpen(context, remedy),
	);
	return particular.flatMap((remedy) => (remedy === LATER_RELEASE ? laterRelease(family, symbols) : [remedy.text]));
}

/** Whether the target's release still has what a remedy takes. */
function isOpen({ target }: RuleContext, { until }: Remedy): boolean {
	const release = /^alpine:(\d+\.\d+)/.exec(target.name)?.[1];
	return until === undefined || (compareVersions(release, until) ?? 0) <= 0;
}

/** The release that has all of the names, where there is one. */
function laterRelease({ since = {} }: SymbolKnowledge, symbols: readonly string[]): readonly string[] {
	const releases = symbols.map((symbol) => since[symbol]);
	const newest = releases.reduce((one, other) => ((compareVersions(other, one ?? "0") ?? -1) > 0 ? other : one));
	if (newest === undefined || releases.includes(undefined)) return [];
	return [`use Alpine ${newest} or newer, which has ${symbols.length === 1 ? "it" : "them"}`];
}

/** Not for the C library: another than the loader's own ends every program. */
function libraryOf(context: RuleContext, { library }: SymbolGroup): readonly string[] {
	if (library === undefined || isOnMusl(context) || isGlibcLibrary(library)) return [];
	return [`ship the ${library} that the program was linked against`, ...libraryAdvice(context, library)].slice(0, 1);
}
