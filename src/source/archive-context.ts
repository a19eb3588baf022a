import type { Diagnostics } from "../archive/diagnostics.ts";
import { layerCache } from "../image/cache/layer-cache.ts";
import type { InputContext } from "../image/input-context.ts";
import { RetainedStore } from "../image/layers/retained-files.ts";
import { isRetained } from "../image/layers/retained-paths.ts";
import type { InputSession } from "./input-session.ts";

/** What the readers of one image (or root file system) share. */
export function inputContext({ spec, limits, budget, options }: InputSession, diagnostics: Diagnostics): InputContext {
	return {
		name: spec.path,
		limits,
		budget,
		diagnostics,
		retained: new RetainedStore(limits.retainedBytes),
		examine: options.examine,
		retains:
			options.retains === undefined ? isRetained : (path) => isRetained(path) || options.retains?.(path) === true,
		cache:
			options.cache === undefined
				? undefined
				: layerCache(options.cache, {
						key: process.env.ELFSPECT_CACHE_KEY,
						isExamined: options.isExamined ?? (() => false),
					}),
		progress: options.onProgress,
	};
}
