import type { TarEntry } from "../../archive/tar/tar-entry.ts";
import type { Owner } from "../../tree/file-tree.ts";

/** What a file starts with, as far as anybody asks: found out when its first bytes are at hand. */
export type Nature = "plain" | "elf" | "script" | "zip";

/** One thing that a layer says about the tree. Paths are real-looking (`/a/b`): absolute, without `.`, `..` or
 *  doubled slashes; symlinks in them are still to be resolved. */
export type LayerRecord =
	| {
			readonly kind: "directory" | "special";
			readonly path: string;
			readonly mode: number;
			readonly owner?: Owner | undefined;
	  }
	| { readonly kind: "symlink"; readonly path: string; readonly target: string }
	/** A hard link to the file at `target`. */
	| { readonly kind: "link"; readonly path: string; readonly target: string }
	| FileRecord
	/** What lower layers have at `path` is gone. */
	| { readonly kind: "whiteout"; readonly path: string }
	/** What lower layers have in the folder `path` is gone. */
	| { readonly kind: "opaque"; readonly path: string };

export interface FileRecord {
	readonly kind: "file";
	readonly path: string;
	readonly mode: number;
	readonly owner?: Owner | undefined;
	readonly sizeBytes: number;
	readonly nature: Nature;
	/** Where its bytes are, in the words of its layer's contents; -1 when none were kept. */
	readonly place: number;
}

/** A path of an archive as a path of the tree, or nothing where it leads out of it.
 *  An absolute one is taken as inside; `..` is worked out by name, as container engines do it. */
export function treePath(path: string): string | undefined {
	const start = path.startsWith("./") ? 2 : path.startsWith("/") ? 1 : 0;
	const end = path.endsWith("/") ? path.length - 1 : path.length;
	const plain = path.slice(start, end);
	return mayNeedCleaning.test(plain) ? cleaned(plain) : `/${plain}`;
}

/** Empty names, `.` and `..`, the whole path included. */
const mayNeedCleaning = /(?:^|\/)\.{0,2}(?:\/|$)/;

function cleaned(path: string): string | undefined {
	const names: string[] = [];
	for (const name of path.split("/")) {
		if (name === "" || name === ".") continue;
		if (name !== "..") names.push(name);
		else if (names.pop() === undefined) return undefined;
	}
	return `/${names.join("/")}`;
}

const whiteoutPrefix = ".wh.";
const opaqueName = ".wh..wh..opq";

/** What an entry that is no file with data says; `ignored` names the reason when it says nothing that can be used.
 *  `inLayer`: names of whiteouts count. Source: OCI image-spec layer.md. */
export function recordOf(
	entry: TarEntry,
	inLayer: boolean,
):
	| Exclude<LayerRecord, FileRecord>
	| { readonly kind: "file"; readonly path: string }
	| { readonly kind: "ignored"; readonly because: string } {
	const path = treePath(entry.path);
	if (path === undefined) return { kind: "ignored", because: "its name leads out of the root" };
	if (inLayer && path.includes(`/${whiteoutPrefix}`)) return whiteoutRecord(path);
	switch (entry.kind) {
		case "file":
			return path === "/" ? { kind: "ignored", because: "a file cannot be the root" } : { kind: "file", path };
		case "directory":
		case "special":
			return { kind: entry.kind, path, mode: entry.mode, owner: entry.owner };
		case "symlink":
			return { kind: "symlink", path, target: entry.target };
		case "link": {
			const target = treePath(entry.target);
			if (target === undefined) return { kind: "ignored", because: "its link leads out of the root" };
			return { kind: "link", path, target };
		}
		case "other":
			return { kind: "ignored", because: "its type is none that container engines unpack" };
	}
}

type Whiteout =
	| { readonly kind: "whiteout" | "opaque"; readonly path: string }
	| { readonly kind: "ignored"; readonly because: string };

function whiteoutRecord(path: string): Whiteout {
	const slash = path.lastIndexOf("/");
	const folder = path.slice(0, slash) || "/";
	const name = path.slice(slash + 1);
	if (name === opaqueName) return { kind: "opaque", path: folder };
	// Other names of AUFS (.wh..wh.plnk, ...) are its own business; a whiteout elsewhere in the path is none.
	if (!name.startsWith(whiteoutPrefix) || name.startsWith(".wh..wh.")) return { kind: "ignored", because: "" };
	const hidden = name.slice(whiteoutPrefix.length);
	if (hidden === "" || hidden === "." || hidden === "..")
		return { kind: "ignored", because: "its whiteout names nothing" };
	return { kind: "whiteout", path: folder === "/" ? `/${hidden}` : `${folder}/${hidden}` };
}
