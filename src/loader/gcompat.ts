import type { LoadProblem } from "./load.ts";
import type { LoaderStart } from "./loader-model.ts";

/** gcompat's stub executes musl's loader as a command, under its own name, with its library preloaded:
 *  `ld-linux-x86-64.so.2 --argv0 ... --preload /lib/libgcompat.so.0 /real/path`. A problem where it cannot.
 *  Source: loader/loader.c of gcompat. */
export function gcompatStart(start: LoaderStart, programRealPath: string): LoaderStart | LoadProblem {
	const { libc, realPath } = start.interpreter;
	if (libc.kind !== "gcompat") return start;
	const { root, libcAt } = start.request;
	const lookup = root.lookup(libc.loader);
	const content = lookup.found && lookup.entry.type === "file" ? lookup.entry.content() : undefined;
	if (!lookup.found || content?.kind !== "elf") {
		const line = "execve: No such file or directory";
		const place = { fatal: true, line, object: start.request.path } as const;
		return { ...place, kind: "interpreter-missing", interpreter: libc.loader, errno: "ENOENT" };
	}
	return {
		...start,
		interpreter: {
			path: realPath.slice(realPath.lastIndexOf("/") + 1),
			realPath: lookup.realPath,
			elf: content.elf,
			libc: libcAt(lookup.realPath),
		},
		preload: libc.preload,
		commandPath: programRealPath,
	};
}
