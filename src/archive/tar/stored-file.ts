import type { ByteSource } from "../../bytes/byte-source.ts";
import { sliceSource } from "../../bytes/filling-source.ts";
import { InputError } from "../../bytes/input-error.ts";
import type { InputLimits } from "../limits.ts";
import { isSound, leadingMap, type SparseMap, sparseSource } from "./sparse-map.ts";
import type { SparseForm } from "./tar-entry.ts";

/** The file behind the data of a sparse entry. A map that makes no sense gives a file that cannot be read, with the
 *  size that the entry claims.
 *  Errors, when read: InputError `malformed-tar`. */
export function fileSource(stored: ByteSource, sparse: SparseForm, limits: InputLimits): ByteSource {
	const found =
		sparse.map === "known" ? { pieces: sparse.pieces, bytes: 0 } : leadingMap(stored, limits.tarMetadataBytes);
	if (found === undefined) return unreadable(stored.name, sparse.realSize);
	const map: SparseMap = { realSize: sparse.realSize, pieces: found.pieces };
	if (!isSound(map, stored.size - found.bytes)) return unreadable(stored.name, sparse.realSize);
	return sparseSource(stored.name, sliceSource(stored, stored.name, found.bytes, stored.size), map);
}

function unreadable(name: string, size: number): ByteSource {
	return {
		name,
		size,
		read() {
			throw new InputError("malformed-tar", name, "sparse map", "its pieces do not fit the file");
		},
	};
}
