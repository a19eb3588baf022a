import type { Diagnostics } from "../archive/diagnostics.ts";
import { layerCache } from "../image/cache/layer-cache.ts";
import type { InputContext } from "../image/input-context.ts";
import { KeptStore } from "../image/layers/kept-files.ts";
import { isWanted } from "../image/layers/wanted-files.ts";
import type { InputSession } from "./input-session.ts";

/** What the readers of one image (or root file system) share. */
export function inputContext({ spec, limits, budget, options }: InputSession, diagnostics: Diagnostics): InputContext {
	return {
		name: spec.path,
		limits,
		budget,
		diagnostics,
		kept: new KeptStore(limits.keptBytes),
		examine: options.examine,
		wants: isWanted,
		cache: options.cache === undefined ? undefined : layerCache(options.cache),
		progress: options.onProgress,
	};
}
