import type { OpenedInput } from "../source/opened-input.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { overlayTree } from "../tree/overlay-tree.ts";
import { givenName } from "./given-name.ts";
import type { Placement } from "./judge.ts";

/** The members of an archive stand beside it while its library is judged, also where a remedy tries another base. */
export function withArchive(placement: Placement, unpacked: FileTree, input: OpenedInput): Placement {
	const root = overlayTree(unpacked, placement.root, (steps) => input.budget.charge("steps in paths", steps));
	const { form, path } = input;
	return {
		...placement,
		root: form === "file" && path !== undefined ? renamedFile(root, absoluteName(placement, input), path) : root,
		elsewhere: (name) => {
			const other = placement.elsewhere(name);
			return other === undefined ? undefined : withArchive(other, unpacked, input);
		},
	};
}

/** As a process writes a name that the user gave, `..` and doubled slashes left in it. */
function absoluteName({ workingDirectory }: Placement, input: OpenedInput): string {
	const given = givenName(input);
	return given.startsWith("/") ? given : `${workingDirectory}/${given}`;
}

/** A tree in which what stands in an archive is found below its name as given, too. */
function renamedFile(tree: FileTree, given: string, path: string): FileTree {
	const real = (asked: string): string => (asked.startsWith(`${given}!/`) ? path + asked.slice(given.length) : asked);
	return {
		lookup: (asked) => tree.lookup(real(asked)),
		entry: (asked) => tree.entry(real(asked)),
		list: (asked) => tree.list(real(asked)),
	};
}
