import type { FileTree } from "../tree/file-tree.ts";
import type { Candidate, Convention, Host, Placed, Refusal } from "./convention.ts";
import { dotnetRid } from "./conventions/dotnet-rid.ts";
import { jni } from "./conventions/jni.ts";
import { nodeAddonPath } from "./conventions/node-addon-path.ts";
import { nodeGypBuild } from "./conventions/node-gyp-build.ts";
import { npmPlatformPackage } from "./conventions/npm-platform-package.ts";
import { platformPath } from "./conventions/platform-path.ts";
import { pythonTag } from "./conventions/python-tag.ts";
import { type Decision, type Group, type Member, rememberedDecisions, whyNot } from "./decision.ts";
import { openedForeign } from "./foreign-addons.ts";
import { type NpmPackages, npmPackages } from "./npm-packages.ts";
import { unbuiltPackages } from "./unbuilt-packages.ts";

/** What becomes of one of several files on a platform. */
export type Choice =
	| { readonly kind: "opened" }
	/** Nothing there opens it. */
	| { readonly kind: "not-for-target"; readonly because: string }
	/** None of them is for the platform, and whoever asks for one does not do without. Said of one file of them all. */
	| { readonly kind: "none"; readonly name: string; readonly refusal: Refusal };

/** A file as one of several for different platforms. */
export interface Alternative {
	readonly convention: string;
	/** What the files are for: a package's name. */
	readonly name: string;
	/** The same for all files of which one is opened. */
	readonly set: string;
	/** The host goes on to the next of them where one does not load. */
	readonly triesOthers: boolean;
	/** Which is opened hangs on the release of Node. */
	readonly asksNode: boolean;
	/** Machine families for which it is to be judged where nothing else says for which. */
	readonly families: readonly string[];
	/** The platform that it says it is for. */
	readonly claim: Placed["claim"];
	/** The same as written. */
	readonly words: string;
	readonly choiceOn: (host: Host) => Choice;
}

/** In the order in which they are asked. */
const CONVENTIONS: readonly Convention[] = [
	nodeGypBuild,
	npmPlatformPackage,
	nodeAddonPath,
	jni,
	dotnetRid,
	pythonTag,
	platformPath,
];

/** What of an input is known beside the files themselves. */
export interface Surroundings {
	readonly tree: FileTree;
	/** Machine families of files that are no alternatives; where there is none, the files of each group tell. */
	readonly families?: readonly string[];
	/** Paths of every package.json that stands for a package; none when not said. */
	readonly packages?: readonly string[];
	/** Pays for code of packages that is read; nothing is read where it says no. */
	readonly affords?: (kilobytes: number) => boolean;
}

export interface Alternatives {
	/** The files of which a host opens one, by path. */
	readonly byPath: ReadonlyMap<string, Alternative>;
	/** Packages that have none of those files, by the package's folder. */
	readonly unbuilt: ReadonlyMap<string, Alternative>;
	/** Paths of files that are no ELF files, and are opened or missed nevertheless. */
	readonly foreign: ReadonlySet<string>;
	/** Machine families of the others. */
	readonly families: readonly string[];
}

/** Finds the files among these of which a host opens the one for its platform. */
export function alternativesAmong(candidates: readonly Candidate[], around: Surroundings): Alternatives {
	const { tree, families, packages: manifests = [], affords = () => true } = around;
	const packages = npmPackages(manifests, tree, affords);
	const groups = groupsOf(candidates, tree);
	const beside = familiesBeside(groups, candidates);
	const known = families ?? beside;
	const built = builtFolders(candidates);
	const found = new Map<string, Alternative>();
	for (const group of groups) {
		const decide = rememberedDecisions(group);
		const mindless = mindlessReason(group, packages);
		const asked = known.length > 0 ? known : [likelyFamily(group)];
		const asksNode = group.members.some(({ placed }) => placed.nodeAbi !== undefined);
		for (const member of group.members) {
			const { candidate, placed } = member;
			found.set(candidate.path, {
				convention: group.convention.id,
				name: placed.name,
				set: placed.slot,
				triesOthers: placed.triesOthers === true,
				asksNode,
				families: asked,
				claim: placed.claim,
				words: placed.words,
				choiceOn: isBuiltBeside(group, candidate, built)
					? () => passedOver("the addon in build/Release is opened")
					: (host) => choiceOf(member, decide(host), host, mindless),
			});
		}
	}
	const foreign = openedForeign(candidates, groups, packages);
	const natives = candidates.filter(({ path, isForeign }) => isForeign !== true || foreign.has(path));
	return { byPath: found, foreign, families: beside, unbuilt: unbuiltIn(packages, natives, tree, known) };
}

/** Why nobody minds that none of a package's files is for a platform; absent where somebody does. Of a package for one
 *  platform those are asked that want it. */
function mindlessReason({ convention, members: [first] }: Group, packages: NpmPackages): string | undefined {
	const manifest = first === undefined ? undefined : packages.around(first.candidate.path);
	if (manifest === undefined) return undefined;
	if (convention !== npmPlatformPackage) return packages.doesWithout(manifest);
	const reasons = packages.wantedBy(manifest.name).map((wanting) => packages.doesWithout(wanting));
	return reasons.includes(undefined) ? undefined : reasons[0];
}

/** Packages without any file, as one file each of which none is for any platform. */
function unbuiltIn(
	packages: NpmPackages,
	natives: readonly Candidate[],
	tree: FileTree,
	families: readonly string[],
): ReadonlyMap<string, Alternative> {
	const paths = natives.map(({ path }) => path);
	const unbuilt = unbuiltPackages(packages, paths, tree).map(({ manifest, refusalOn }) => {
		const { name, folder } = manifest;
		const without = packages.doesWithout(manifest);
		const alternative: Alternative = {
			convention: "npm-package",
			name,
			set: folder,
			triesOthers: false,
			asksNode: false,
			families: families.length > 0 ? families : ["x86_64"],
			claim: { systems: [], machines: [] },
			words: "none",
			choiceOn: (host) => {
				const refusal = refusalOn(host);
				if (refusal === undefined) return passedOver("what it needs is there");
				return without === undefined ? { kind: "none", name, refusal } : passedOver(without);
			},
		};
		return [folder, alternative] as const;
	});
	return new Map(unbuilt);
}

/** A file that stands alone is opened, and where its name says. */
export function alternativeAlone(candidate: Candidate, tree: FileTree): Alternative | undefined {
	const found = placeOf(candidate, tree);
	if (found === undefined || found.convention.takes === "several") return undefined;
	const { convention, placed } = found;
	const { machines, systems } = placed.claim;
	const isTrue = machines.length === 0 || machines.includes(candidate.family) || !systems.includes("linux");
	return {
		convention: convention.id,
		name: placed.name,
		set: placed.slot,
		triesOthers: false,
		asksNode: false,
		families: isTrue ? [candidate.family] : machines,
		claim: placed.claim,
		words: placed.words,
		choiceOn: () => ({ kind: "opened" }),
	};
}

/** Machines of files that nothing else stands for. Programs of a release for several machines are each for their own. */
function familiesBeside(groups: readonly Group[], candidates: readonly Candidate[]): readonly string[] {
	const grouped = new Set(
		groups.flatMap(({ convention, members }) =>
			members.map(({ candidate }) => candidate).filter(({ isProgram }) => !isProgram || convention !== platformPath),
		),
	);
	const beside = candidates.filter(
		(each) => each.system === undefined && each.isForeign !== true && !grouped.has(each),
	);
	return [...new Set(beside.map(({ family }) => family))].sort();
}

/** A package unpacked on its own is meant for the machine that most have, if it has something for it. */
function likelyFamily({ members }: Group): string {
	const said = new Set(
		members.flatMap(({ candidate, placed }) =>
			placed.claim.machines.length > 0 ? placed.claim.machines : [candidate.family],
		),
	);
	return ["x86_64", "aarch64"].find((family) => said.has(family)) ?? [...said][0] ?? "x86_64";
}

function groupsOf(candidates: readonly Candidate[], tree: FileTree): readonly Group[] {
	const groups = new Map<string, { readonly convention: Convention; readonly members: Member[] }>();
	for (const candidate of candidates) {
		const found = placeOf(candidate, tree);
		if (found === undefined) continue;
		const { convention, placed } = found;
		const key = `${convention.id}\n${placed.slot}`;
		const group = groups.get(key) ?? { convention, members: [] };
		groups.set(key, group);
		group.members.push({ candidate, placed });
	}
	return [...groups.values()].filter(({ convention, members }) => convention.takes === "one" || members.length > 1);
}

function placeOf(candidate: Candidate, tree: FileTree) {
	for (const convention of CONVENTIONS) {
		const placed = convention.place(candidate, tree);
		if (placed !== undefined) return { convention, placed };
	}
	return undefined;
}

/** Folders of packages with an addon that was built there: node-gyp-build opens that one, whatever else is there. */
function builtFolders(candidates: readonly Candidate[]): ReadonlySet<string> {
	return new Set(
		candidates.flatMap(({ path }) => /^(.*)\/build\/(?:Release|Debug)\/[^/]+\.node$/.exec(path)?.[1] ?? []),
	);
}

function isBuiltBeside({ convention }: Group, { path }: Candidate, built: ReadonlySet<string>): boolean {
	return convention === nodeGypBuild && built.has(path.slice(0, path.lastIndexOf("/prebuilds/")));
}

function choiceOf({ candidate, placed }: Member, decision: Decision, host: Host, mindless: string | undefined): Choice {
	const { opened, refusal, spokesman } = decision;
	if (opened.has(candidate)) return { kind: "opened" };
	if (refusal !== undefined && spokesman === candidate) {
		return mindless === undefined ? { kind: "none", name: placed.name, refusal } : passedOver(mindless);
	}
	const isUnknown = placed.nodeAbi !== undefined && host.nodeAbi === undefined;
	const other = isUnknown
		? `it is for Node's ABI ${placed.nodeAbi}; the one for any is there`
		: "another one is opened";
	return passedOver(whyNot(candidate, placed, host) ?? other);
}

function passedOver(because: string): Choice {
	return { kind: "not-for-target", because };
}
