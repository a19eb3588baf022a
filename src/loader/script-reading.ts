import { lastName } from "../tree/path-resolution.ts";
import type { Program } from "./kernel/execution.ts";
import type { Load, LoadRequest } from "./load.ts";
import { refusedLoad } from "./load-outcome.ts";
import { processFiles } from "./process-files.ts";

/** The kernel needs no permission to read a script's first line; the interpreter does, to read the rest. What a script
 *  comes to whose interpreter starts as `load` says. */
export function unlessUnreadable(load: Load, request: LoadRequest, interpreter: Program): Load {
	const { path } = request;
	if (load.outcome === "refused" || interpreter.path === path) return load;
	const denial = processFiles(request).denial(path, "read");
	if (denial === undefined) return load;
	const words = complaint(path, interpreter);
	const line = words === undefined ? {} : { line: words };
	const problem = { kind: "script-unreadable", fatal: true, object: path, denial, ...line } as const;
	return refusedLoad([problem], load.objects, load.interpreter);
}

/** What shells print; the words of others are not known here. Busybox calls itself as its applet was called. */
function complaint(script: string, { path, realPath }: Program): string | undefined {
	switch (lastName(realPath)) {
		case "busybox":
			return /^(a?sh)$/.test(lastName(path)) ? `${path}: can't open '${script}': Permission denied` : undefined;
		case "dash":
			return `${path}: 0: cannot open ${script}: Permission denied`;
		case "bash":
			return `${path}: ${script}: Permission denied`;
		default:
			return undefined;
	}
}
