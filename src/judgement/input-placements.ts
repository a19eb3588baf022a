import { applicationTree } from "../packages/application-tree.ts";
import { libraryOwner } from "../packages/library-owner.ts";
import { packageOwnership } from "../packages/ownership.ts";
import type { Target } from "../targets/target.ts";
import { targetOfTree } from "../targets/target-of-tree.ts";
import { UnknownTargetError } from "../targets/unknown-target-error.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { prefixedTree } from "../tree/prefixed-tree.ts";
import { labelledArch } from "./deployment.ts";
import type { InputJudgement } from "./input-judgement.ts";
import type { Placement } from "./judge.ts";
import { placementOn, type Setting } from "./placement.ts";

/** The place of an input's files on a target, by its name and architecture; absent where there is no such image. */
export type Placements = (target: string, arch: string) => Placement | undefined;

/** Placements on targets, each made when it is first asked for. */
export function placementsOf(judgement: InputJudgement): Placements {
	const known = new Map<string, Placement | undefined>();
	const moving = movingTree(judgement);
	const targetNamed = (name: string, arch: string): Target | undefined =>
		name === "self" ? selfTarget(judgement, arch, moving) : judgement.targetSource(name, arch);
	const placements: Placements = (name, arch) => {
		const key = `${name}\n${arch}`;
		if (known.has(key)) return known.get(key);
		const target = targetNamed(name, arch);
		const setting = settingOf(judgement, moving(), (other) => placementIfKnown(placements, other, arch));
		const placement = target === undefined ? undefined : placementOn(target, setting);
		known.set(key, placement);
		return placement;
	};
	return placements;
}

/** The place on a target that a remedy would like to name; there need not be one. */
function placementIfKnown(placements: Placements, name: string, arch: string): Placement | undefined {
	try {
		return placements(name, arch);
	} catch (error) {
		if (error instanceof UnknownTargetError) return undefined;
		throw error;
	}
}

function settingOf(
	{ input, alone, x86Level, workingDirectory, prefix = "" }: InputJudgement,
	moving: FileTree,
	elsewhere: Setting["elsewhere"],
): Setting {
	return {
		input,
		moving,
		owningPackage: (library) => libraryOwner(packageOwnership(input.tree), library),
		alone,
		workingDirectory: input.form === "file" ? workingDirectory : input.image?.workingDirectory || prefix || "/",
		...(x86Level === undefined ? {} : { x86Level }),
		elsewhere,
	};
}

/** Found out when the input first moves to another base. */
function movingTree({ input, prefix = "" }: InputJudgement): () => FileTree {
	let tree: FileTree | undefined;
	return () => {
		const moves = input.form === "image" || input.form === "rootfs";
		const files = () => (moves ? applicationTree(input.tree, packageOwnership(input.tree)) : input.tree);
		tree ??=
			prefix === "" ? files() : prefixedTree(files(), prefix, (steps) => input.budget.charge("steps in paths", steps));
		return tree;
	};
}

function selfTarget(
	{ input, arch: asked, prefix = "" }: InputJudgement,
	arch: string,
	moving: () => FileTree,
): Target | undefined {
	return input.form === "file"
		? undefined
		: targetOfTree(prefix === "" ? input.tree : moving(), {
				name: "self",
				arch,
				isLabelled: asked !== undefined || (input.image !== undefined && labelledArch(input.image) !== undefined),
				provenance: { source: input.source },
			});
}
