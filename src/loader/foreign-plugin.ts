import type { FileEntry } from "../tree/file-tree.ts";
import { dlopenVoice } from "./glibc/messages.ts";
import type { Load, LoadRequest } from "./load.ts";
import { refusedLoad, unknownLoad } from "./load-outcome.ts";
import { errnoText } from "./musl/errno.ts";
import { nativeLoader } from "./root-loader.ts";

/** Bytes of the largest file header. */
const HEADER_BYTES = 64;

/** What dlopen says of a file that is no ELF file. Sources: open_verify in elf/dl-load.c of glibc; map_library in
 *  ldso/dynlink.c of musl (ENOEXEC). */
export function foreignPlugin(request: LoadRequest, { sizeBytes }: FileEntry): Load {
	const { path } = request;
	const loader = nativeLoader(request);
	if (loader === undefined) return unknownLoad(`${path} is no ELF file, and no loader is known that could say so`);
	const isMusl = loader.libc.kind === "musl";
	const words = isMusl ? errnoText("ENOEXEC") : sizeBytes < HEADER_BYTES ? "file too short" : "invalid ELF header";
	const line = isMusl ? `Error loading shared library ${path}: ${words}` : dlopenVoice.error(path, words);
	const problem = {
		kind: "library-unusable",
		fatal: true,
		object: path,
		library: path,
		path,
		because: words,
		line,
	} as const;
	return refusedLoad([problem], [], { path: loader.path, libc: loader.libc });
}
