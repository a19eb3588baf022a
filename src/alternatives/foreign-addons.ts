import type { Candidate } from "./convention.ts";
import type { Group } from "./decision.ts";
import type { NpmPackages } from "./npm-packages.ts";

/** Of addons that are no ELF files, those that a host on Linux opens: going by where they are, or because they are a
 *  package's only addons and say of no platform that they are for it. By path. */
export function openedForeign(
	candidates: readonly Candidate[],
	groups: readonly Group[],
	packages: NpmPackages,
): ReadonlySet<string> {
	const grouped = new Set(groups.flatMap(({ members }) => members.map(({ candidate }) => candidate)));
	const lone = candidates.filter((each) => each.isForeign === true && !grouped.has(each));
	const placeOf = (path: string): string => packages.around(path)?.folder ?? path.slice(0, path.lastIndexOf("/"));
	const withAddons = new Set(
		lone.length === 0
			? []
			: candidates.flatMap(({ path, isForeign }) =>
					isForeign !== true && path.endsWith(".node") ? [placeOf(path)] : [],
				),
	);
	const opened = lone.filter(({ path }) => {
		const isElsewhere = packages.around(path)?.isForLinux === false;
		return !isElsewhere && (isBuilt(path) || !withAddons.has(placeOf(path)));
	});
	return new Set([...opened.map(({ path }) => path), ...groups.flatMap(claimedForLinux)]);
}

/** node-gyp writes there, and every loader looks there first. */
function isBuilt(path: string): boolean {
	return /\/build\/(?:Release|Debug)\/[^/]+$/.test(path);
}

function claimedForLinux({ members }: Group): readonly string[] {
	return members.flatMap(({ candidate, placed: { claim } }) => {
		const isForLinux =
			claim.systems.length === 0 || (claim.systems.includes("linux") && !claim.systems.includes("android"));
		return candidate.isForeign === true && isForLinux ? [candidate.path] : [];
	});
}
