import type { ByteSource } from "../../bytes/byte-source.ts";

/** The bytes of one layer's files, as far as they can still be had. */
export interface LayerContents {
	/** The file at a place; nothing where its bytes have passed and were not kept. */
	source(place: number, sizeBytes: number, name: string): ByteSource | undefined;
	/** What the examiner made of it when it passed. `called` is false where nobody could ask it yet. */
	examined(place: number): { readonly called: boolean; readonly value?: unknown };
}
