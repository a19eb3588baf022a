import { InputError } from "../../bytes/input-error.ts";
import { decodeText } from "../../bytes/text.ts";
import type { InputLimits } from "../limits.ts";
import { parsePaxRecords } from "./pax-records.ts";
import { gnuPieces, type SparsePiece } from "./sparse-map.ts";
import { type EntryNames, entryOf, isCount, type SparseForm, type TarEntry } from "./tar-entry.ts";
import { hasValidChecksum, isZeroBlock, parseNumber, parseTarHeader, type TarHeader, typeflag } from "./tar-header.ts";

/** What the reader of an archive has to do after a block. */
export type TarStep =
	| { readonly step: "entry"; readonly entry: TarEntry }
	/** Give the next `sizeBytes` of data to `metadata`, then go on behind its padding. */
	| { readonly step: "metadata"; readonly sizeBytes: number }
	/** Give the next block to `extension`. */
	| { readonly step: "extension" }
	/** Go on behind that much data: the header says nothing about files. */
	| { readonly step: "skip"; readonly sizeBytes: number }
	| { readonly step: "end" };

/** An old GNU sparse file whose map is not complete yet. */
interface OpenSparse {
	readonly header: TarHeader;
	readonly offset: number;
	readonly realSize: number;
	readonly pieces: SparsePiece[];
	blocks: number;
}

/** The meaning of the blocks of one archive, apart from where they come from: a file that is walked and a stream that
 *  passes give the same entries.
 *
 *  Reads as Go's archive/tar does, which the container engines use: PAX records hold for the next entry and global
 *  ones for none, GNU long names win over PAX ones, and one block of zeros is the end.
 *  Errors: InputError `malformed-tar`, `limit`. */
export class TarAssembler {
	readonly #file: string;
	readonly #limits: InputLimits;
	#names: EntryNames = {};
	#metadataType = 0;
	#sparse: OpenSparse | undefined;

	/** `file` is what messages call the archive. */
	constructor(file: string, limits: InputLimits) {
		this.#file = file;
		this.#limits = limits;
	}

	/** Takes a block that stands where a header is due. */
	header(block: Buffer, offset: number): TarStep {
		if (isZeroBlock(block)) return { step: "end" };
		if (!hasValidChecksum(block)) throw this.#malformed("the checksum is wrong", offset);
		const header = parseTarHeader(block);
		if (isMetadata(header.type)) return this.#announceMetadata(header, offset);
		if (header.type === typeflag.gnuSparse) return this.#openSparse(header, block, offset);
		return this.#entry(header, offset);
	}

	/** Takes the data that a `metadata` step asked for. */
	metadata(bytes: Buffer): void {
		if (this.#metadataType === typeflag.gnuLongName) this.#names = { ...this.#names, longName: cText(bytes) };
		else if (this.#metadataType === typeflag.gnuLongLink) this.#names = { ...this.#names, longLink: cText(bytes) };
		else this.#names = { ...this.#names, pax: this.#paxRecords(bytes) };
	}

	/** Takes the block that an `extension` step asked for. */
	extension(block: Buffer): TarStep {
		const sparse = this.#sparse;
		if (sparse === undefined) throw new Error("no sparse file is open");
		sparse.pieces.push(...gnuPieces(block, 0, 21));
		sparse.blocks += 1;
		this.#checkMetadata(sparse.blocks * block.length, sparse.offset);
		return this.#continueSparse(sparse, block[504] !== 0);
	}

	#announceMetadata(header: TarHeader, offset: number): TarStep {
		if (!isCount(header.size)) throw this.#malformed("the size is not a number of bytes", offset);
		if (header.type === typeflag.paxGlobal) return { step: "skip", sizeBytes: header.size };
		this.#checkMetadata(header.size, offset);
		this.#metadataType = header.type;
		return { step: "metadata", sizeBytes: header.size };
	}

	#openSparse(header: TarHeader, block: Buffer, offset: number): TarStep {
		const sparse = {
			header,
			offset,
			realSize: parseNumber(block, 483, 12),
			pieces: gnuPieces(block, 386, 4),
			blocks: 0,
		};
		this.#sparse = sparse;
		return this.#continueSparse(sparse, block[482] !== 0);
	}

	#continueSparse({ header, offset, realSize, pieces }: OpenSparse, goesOn: boolean): TarStep {
		if (goesOn) return { step: "extension" };
		this.#sparse = undefined;
		return this.#entry(header, offset, { map: "known", realSize, pieces });
	}

	#entry(header: TarHeader, offset: number, sparse?: SparseForm): TarStep {
		const entry = entryOf(header, offset, this.#names, sparse);
		this.#names = {};
		if (!isCount(entry.storedBytes) || !isCount(entry.sizeBytes)) {
			throw this.#malformed("the size is not a number of bytes", offset);
		}
		return { step: "entry", entry };
	}

	#paxRecords(bytes: Buffer): ReadonlyMap<string, string> {
		const records = parsePaxRecords(bytes);
		if (records !== undefined) return records;
		throw new InputError("malformed-tar", this.#file, "PAX header", "a record is not of the form LENGTH KEY=VALUE");
	}

	#checkMetadata(sizeBytes: number, offset: number): void {
		if (sizeBytes <= this.#limits.tarMetadataBytes) return;
		const detail = `${sizeBytes} bytes of metadata for one entry (limit tarMetadataBytes)`;
		throw new InputError("limit", this.#file, "tar header", detail, offset);
	}

	#malformed(detail: string, offset: number): InputError {
		return new InputError("malformed-tar", this.#file, "tar header", detail, offset);
	}
}

function isMetadata(type: number): boolean {
	return (
		type === typeflag.paxLocal ||
		type === typeflag.paxGlobal ||
		type === typeflag.gnuLongName ||
		type === typeflag.gnuLongLink
	);
}

/** Text up to its first NUL. */
function cText(bytes: Buffer): string {
	const end = bytes.indexOf(0);
	return decodeText(end === -1 ? bytes : bytes.subarray(0, end));
}
