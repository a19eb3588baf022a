import type { Owner } from "../../tree/file-tree.ts";
import { paxPieces, type SparsePiece } from "./sparse-map.ts";
import { type TarHeader, typeflag } from "./tar-header.ts";

/** One entry of a tar archive, long names and PAX records already applied. */
export interface TarEntry {
	/** `link` is a hard link to `target`; `other` is a type that no container engine unpacks. */
	readonly kind: "file" | "directory" | "symlink" | "link" | "special" | "other";
	/** As the archive names it. */
	readonly path: string;
	/** Of a symlink or hard link; else empty. */
	readonly target: string;
	readonly mode: number;
	/** Absent: root's. */
	readonly owner?: Owner | undefined;
	/** Size of the file as it will be on disk. */
	readonly sizeBytes: number;
	/** Data bytes that follow in the archive, before padding. */
	readonly storedBytes: number;
	/** Of its (last) header in the archive. */
	readonly headerOffset: number;
	readonly sparse?: SparseForm | undefined;
}

/** How a sparse file's map is given: known from the headers, or standing before the data (PAX version 1.0). */
export type SparseForm =
	| { readonly map: "known"; readonly realSize: number; readonly pieces: readonly SparsePiece[] }
	| { readonly map: "leading"; readonly realSize: number };

/** What the metadata before a header says about its entry. */
export interface EntryNames {
	readonly pax?: ReadonlyMap<string, string>;
	readonly longName?: string;
	readonly longLink?: string;
}

/** Whether a number can be a count of bytes. */
export function isCount(value: number): boolean {
	return Number.isSafeInteger(value) && value >= 0;
}

/** Joins a header with the metadata that stood before it. Sizes may still be no count: the caller looks. */
export function entryOf(header: TarHeader, headerOffset: number, names: EntryNames, known?: SparseForm): TarEntry {
	const { pax } = names;
	const sparse = known ?? (pax === undefined ? undefined : paxSparse(pax));
	const path = names.longName ?? pax?.get("GNU.sparse.name") ?? text(pax, "path") ?? header.name();
	const kind = entryKind(header.type, path);
	const stored = hasData(kind) ? (paxNumber(pax, "size") ?? header.size) : 0;
	return {
		kind,
		path,
		target: kind === "link" || kind === "symlink" ? (names.longLink ?? text(pax, "linkpath") ?? header.linkName()) : "",
		mode: header.mode,
		owner: ownerOf(header, pax),
		sizeBytes: sparse?.realSize ?? stored,
		storedBytes: stored,
		headerOffset,
		sparse: kind === "file" ? sparse : undefined,
	};
}

/** Numbers only: an archive's names of users are those of the machine that wrote it, and container engines pass over
 *  them. What is no number of a user is taken for root's. */
function ownerOf(header: TarHeader, pax: EntryNames["pax"]): Owner | undefined {
	const uid = idOr0(paxNumber(pax, "uid") ?? header.uid);
	const gid = idOr0(paxNumber(pax, "gid") ?? header.gid);
	return uid === 0 && gid === 0 ? undefined : { uid, gid };
}

/** Numbers of users and groups have 32 bits; the last one means none. */
function idOr0(id: number): number {
	return isCount(id) && id < 0xffff_ffff ? id : 0;
}

function entryKind(type: number, path: string): TarEntry["kind"] {
	switch (type) {
		case typeflag.oldFile:
			// Version 7 had no type for folders.
			return path.endsWith("/") ? "directory" : "file";
		case typeflag.file:
		case typeflag.contiguousFile:
		case typeflag.gnuSparse:
			return "file";
		case typeflag.link:
			return "link";
		case typeflag.symlink:
			return "symlink";
		case typeflag.directory:
			return "directory";
		case typeflag.characterDevice:
		case typeflag.blockDevice:
		case typeflag.fifo:
			return "special";
		default:
			return "other";
	}
}

/** Links, folders and devices have no data behind them, whatever their size field says (Go: isHeaderOnlyType). */
function hasData(kind: TarEntry["kind"]): boolean {
	return kind === "file" || kind === "other";
}

/** A record's value; an empty one takes back what the header says of nothing, so the header's own counts. */
function text(pax: ReadonlyMap<string, string> | undefined, key: string): string | undefined {
	return pax?.get(key) || undefined;
}

function paxNumber(pax: ReadonlyMap<string, string> | undefined, key: string): number | undefined {
	const digits = text(pax, key);
	return digits === undefined ? undefined : decimal(digits);
}

function decimal(digits: string): number {
	return /^[0-9]+$/.test(digits) ? Number(digits) : Number.NaN;
}

/** Source: GNU tar manual, "PAX sparse formats" 0.0, 0.1 and 1.0. */
function paxSparse(pax: ReadonlyMap<string, string>): SparseForm | undefined {
	if (pax.get("GNU.sparse.major") === "1" && pax.get("GNU.sparse.minor") === "0") {
		return { map: "leading", realSize: decimal(pax.get("GNU.sparse.realsize") ?? "") };
	}
	const list = pax.get("GNU.sparse.map");
	if (list === undefined) return undefined;
	return { map: "known", realSize: decimal(pax.get("GNU.sparse.size") ?? ""), pieces: paxPieces(list) };
}
