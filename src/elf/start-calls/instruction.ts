/** One machine instruction, as far as the flow of control goes. Addresses are virtual, before relocation. */
export type Instruction = { readonly length: number } & (
	| { readonly kind: "plain" | "return" | "stop" | "indirect-call" | "indirect-jump" }
	| { readonly kind: "call" | "jump" | "branch"; readonly target: number }
	/** By way of the pointer at an address: an entry of the global offset table. */
	| { readonly kind: "slot-call" | "slot-jump"; readonly slot: number }
);

/** Decodes one instruction after the other along a path; absent where the bytes are no instruction that it knows.
 *  Remembers which register was loaded from which pointer on the way: a new one for every path. */
export interface Decoder {
	next(code: CodeBytes, address: number): Instruction | undefined;
}

/** Code in memory. */
export interface CodeBytes {
	/** At least one byte from `address` on, at most `length`; none where no code is. */
	at(address: number, length: number): Buffer;
}
