import { allArchitectures } from "../../src/targets/architecture.ts";
import type { Target } from "../../src/targets/target.ts";
import { targetOfTree } from "../../src/targets/target-of-tree.ts";
import { memoryTree } from "../../src/tree/memory-tree.ts";

/** The image without any file, for every architecture. */
export function scratchTargets(): readonly Target[] {
	return allArchitectures().map(({ name }) =>
		targetOfTree(memoryTree([]), {
			name: "scratch",
			arch: name,
			provenance: { basis: "measured", source: "by definition: no file at all" },
			size: { compressedBytes: 0, unpackedBytes: 0 },
		}),
	);
}
