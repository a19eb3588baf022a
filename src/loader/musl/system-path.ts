import type { OpenedFile } from "../process-files.ts";
import { muslArchitecture } from "./architecture.ts";
import type { MuslProcess } from "./process.ts";
import { type SearchPath, splitPath } from "./search-path.ts";

const DEFAULT_PATH = "/lib:/usr/local/lib:/usr/lib";
/** More than this is no search path. */
const MOST_BYTES = 1 << 20;

/** The system's directories: from `PREFIX/etc/ld-musl-ARCH.path` where that exists, else the built-in ones.
 *  Source: load_library in ldso/dynlink.c. */
export function systemPath(process: MuslProcess): SearchPath {
	process.systemPath ??= { via: "default", directories: toDirectories(pathList(process)) };
	return process.systemPath;
}

function toDirectories(list: string): SearchPath["directories"] {
	return splitPath(list).map((path) => ({ path, carried: false }));
}

function pathList(process: MuslProcess): string {
	const { path, elf } = process.start.interpreter;
	const architecture = muslArchitecture(elf);
	if (architecture === undefined) return DEFAULT_PATH;
	const file = process.files.open(`${loaderPrefix(path)}/etc/ld-musl-${architecture}.path`, false);
	if (typeof file !== "string") return listIn(process, file);
	process.errno = file;
	return file === "ENOENT" ? DEFAULT_PATH : "";
}

/** The loader's name less its last two components; empty for a name that is not absolute. */
function loaderPrefix(path: string): string {
	if (!path.startsWith("/")) return "";
	const last = path.lastIndexOf("/");
	return last <= 0 ? "" : path.slice(0, path.lastIndexOf("/", last - 1));
}

/** A file that cannot be read leaves no directories at all. */
function listIn(process: MuslProcess, { entry, realPath }: OpenedFile): string {
	if (entry.type === "directory") process.errno = "EISDIR";
	if (entry.type !== "file") return "";
	const source = entry.bytes();
	if (source === undefined) {
		process.unknown ??= `what is in ${realPath} is not known`;
		return DEFAULT_PATH;
	}
	const text = source.read(0, Math.min(source.size, MOST_BYTES)).toString("latin1");
	return Buffer.from(text.split("\0", 1)[0] ?? "", "latin1").toString("utf8");
}
