import { imageUser, processUser } from "../image/users/image-user.ts";
import type { LibraryOwner } from "../packages/library-owner.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import { libcAt } from "../targets/libc-at.ts";
import type { Target } from "../targets/target.ts";
import type { FileTree, Lookup } from "../tree/file-tree.ts";
import { overlayTree } from "../tree/overlay-tree.ts";
import type { Placement } from "./judge.ts";
import { processEnvironment } from "./process-environment.ts";

/** How the files of an input come to stand on a target. */
export interface Setting {
	readonly input: OpenedInput;
	/** The files that move to another base; the whole input where nothing belongs to a distribution. */
	readonly moving: FileTree;
	/** Whose a library was where the files come from. */
	readonly owningPackage: (library: string) => LibraryOwner | undefined;
	/** Ship a single file without what stands around it. */
	readonly alone: boolean;
	readonly workingDirectory: string;
	readonly x86Level?: 1 | 2 | 3 | 4;
	/** The same files on another target, for remedies that name another base. */
	readonly elsewhere: (targetName: string) => Placement | undefined;
}

/** The place in which an input's files are judged on a target. `self` stands as it is. */
export function placementOn(target: Target, setting: Setting): Placement {
	const { input } = setting;
	const root = rootOn(target, setting);
	return {
		target,
		root,
		libcAt: libcAt(target, root),
		budget: input.budget,
		workingDirectory: setting.workingDirectory,
		...processEnvironment(input.image?.environment ?? []),
		...userOf(input, root),
		userNamed: (user) => imageUser(user, treesOfUsers(input, root)),
		...(isMoving(target, setting) ? { owningPackage: setting.owningPackage } : {}),
		...(input.form === "file" ? { siblings: siblingsOf(setting) } : {}),
		...(setting.x86Level === undefined ? {} : { x86Level: setting.x86Level }),
		elsewhere: setting.elsewhere,
	};
}

/** As whom an image's processes run. Its own names of users count first: files keep the numbers that they stand for. */
function userOf({ image, tree }: OpenedInput, root: FileTree): Pick<Placement, "user"> {
	const user = image === undefined ? undefined : processUser(image, treesOfUsers({ tree }, root));
	return user === undefined ? {} : { user };
}

function treesOfUsers({ tree }: Pick<OpenedInput, "tree">, root: FileTree): readonly FileTree[] {
	return root === tree ? [tree] : [tree, root];
}

/** Whether files leave the distribution that they stand in. */
function isMoving({ tree }: Target, { input }: Setting): boolean {
	return tree !== input.tree && (input.form === "image" || input.form === "rootfs");
}

function rootOn(target: Target, { input, moving }: Setting): FileTree {
	if (input.form === "file" || target.tree === input.tree || target.tree === moving) return target.tree;
	return overlayTree(moving, target.tree, (steps) => input.budget.charge("steps in paths", steps));
}

/** The disk around a single file; the file itself counts as executable, for whoever puts it into an image does that
 *  there (`COPY --chmod`, `RUN chmod`, an archive's mode). */
function siblingsOf({ input, alone }: Setting): FileTree {
	const { tree, path = "/" } = input;
	const subject = tree.lookup(path);
	const isSubject = (lookup: Lookup) => subject.found && lookup.found && lookup.realPath === subject.realPath;
	return {
		lookup(asked) {
			const lookup = tree.lookup(asked);
			if (isSubject(lookup)) return executable(lookup);
			return alone ? { found: false, errno: "ENOENT" } : lookup;
		},
		entry: (asked) => (alone ? undefined : tree.entry(asked)),
		list: (asked) => (alone ? [] : tree.list(asked)),
	};
}

function executable(lookup: Lookup): Lookup {
	if (!lookup.found || lookup.entry.type !== "file") return lookup;
	const { entry } = lookup;
	return {
		...lookup,
		entry: { ...entry, mode: entry.mode | 0o111, content: () => entry.content(), bytes: () => entry.bytes() },
	};
}
