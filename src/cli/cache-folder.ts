import { homedir } from "node:os";
import { join } from "node:path";

/** Where facts of compressed layers are remembered: the folder of `--cache`, the XDG cache folder for a bare
 *  `--cache`, nowhere otherwise. */
export function cacheFolder(
	option: string | boolean | undefined,
	environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
	if (option === undefined || option === false) return undefined;
	if (typeof option === "string") return option;
	return join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "elfspect");
}
