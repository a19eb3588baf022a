import type { ByteSource } from "../../bytes/byte-source.ts";

/** The bytes of one layer's files, as far as they can still be had. */
export interface LayerContents {
	/** The file at a place as far as its facts need it; nothing where its bytes have passed and were not kept. */
	facts(place: number, sizeBytes: number, name: string): ByteSource | undefined;
	/** The file at a place with all its bytes; nothing where some have passed and were not kept. */
	bytes(place: number, sizeBytes: number, name: string): ByteSource | undefined;
	/** What the examiner made of it when it passed. `called` is false where nobody could ask it yet. */
	examined(place: number): { readonly called: boolean; readonly value?: unknown };
}
