import type { Blob } from "../../archive/blob.ts";
import type { ByteSource } from "../../bytes/byte-source.ts";
import type { LayerStream } from "../layers/layer-stream.ts";

/** The files of an image archive or layout, by path (`blobs/sha256/...`, `manifest.json`). */
export interface ArchiveMembers {
	/** What messages call the archive. */
	readonly name: string;
	/** The bytes of a small file; nothing where it is not there.
	 *  Errors: InputError `limit` when it is longer than jsonBytes. */
	json(path: string): Buffer | undefined;
	/** A layer: its bytes where they can be read at any time, or what was kept when they passed. */
	layer(path: string): MemberLayer | undefined;
}

export type MemberLayer =
	| { readonly kind: "stored"; readonly source: ByteSource }
	/** To be fetched when it is read. */
	| { readonly kind: "remote"; readonly blob: Blob }
	| { readonly kind: "streamed"; readonly layer: LayerStream };
