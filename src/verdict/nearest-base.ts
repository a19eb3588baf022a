import { lackedVersion } from "../knowledge/library-versions.ts";
import { alpinePackage, isOfHostDriver } from "../knowledge/packages.ts";
import { aptPackagesOf, aptReleaseNamed } from "../targets/apt-libraries.ts";
import type { NearestBase, SubjectReport, TargetResult } from "./report.ts";

/** The first of the targets on which nothing is missing but libraries, each of which a package of that very release
 *  brings; and those packages. What they need themselves their package manager sees to; whether everything then starts
 *  has not been tried.
 *  @param targets in the order of preference */
export function nearestBase(subjects: readonly SubjectReport[], targets: readonly string[]): NearestBase | undefined {
	for (const target of targets) {
		const packages = subjects.map(({ elf, results }) =>
			packagesFor(
				results.find((result) => result.target === target),
				elf?.versionNeeds ?? {},
			),
		);
		if (packages.some((each) => each === undefined)) continue;
		const all = [...new Set(packages.flatMap((each) => each ?? []))].sort();
		if (all.length > 0) return { target, packages: all };
	}
	return undefined;
}

/** What to install so that nothing is missing any more; none for what runs, absent where packages do not help. */
function packagesFor(
	result: TargetResult | undefined,
	needs: Readonly<Record<string, readonly string[]>>,
): readonly string[] | undefined {
	if (result === undefined || result.verdict === "unknown") return undefined;
	if (result.verdict !== "fails") return [];
	const { interpreter, libraries, symbols, versions } = result.missing;
	const errors = result.findings.filter(({ severity }) => severity === "error");
	const isMoreMissing = interpreter !== undefined || symbols.length + versions.length > 0;
	if (isMoreMissing || errors.length === 0 || errors.some(({ rule }) => rule !== "library-missing")) return undefined;
	const packages = libraries.map((library) =>
		packageOn(result.target, library, new Map(Object.entries(needs)).get(library) ?? []),
	);
	return packages.includes(undefined) ? undefined : packages.filter((name) => name !== undefined);
}

function packageOn(target: string, library: string, wanted: readonly string[]): string | undefined {
	if (isOfHostDriver(library)) return undefined;
	const release = target.startsWith("distroless/") ? undefined : aptReleaseNamed(target);
	if (release !== undefined) {
		return lackedVersion(library, release, wanted) === undefined ? aptPackagesOf(library).get(release) : undefined;
	}
	const alpine = /^alpine:([\d.]+)$/.exec(target)?.[1];
	return alpine === undefined ? undefined : alpinePackage(library, alpine);
}
