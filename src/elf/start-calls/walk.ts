import { ElfFormatError } from "../../bytes/elf-format-error.ts";
import { MOST_DEPTH, MOST_INSTRUCTIONS } from "./bounds.ts";
import type { CodeBytes, Decoder, Instruction } from "./instruction.ts";

/** What a walk through a file's code knows of the file. */
export interface Program {
	readonly code: CodeBytes;
	readonly decoder: () => Decoder;
	/** Whose address stands in a pointer: a symbol's index; where the file defines it itself, its address, too. */
	readonly slot: (address: number) => { readonly symbol: number; readonly address?: number } | undefined;
	/** Functions of a symbol that do not come back. */
	readonly ends: (symbol: number) => boolean;
}

/** Follows code and collects the symbols that it calls through pointers. */
export class Walk {
	readonly certain = new Set<number>();
	readonly possible = new Set<number>();
	/** Why not all was followed. */
	unread: string | undefined;
	readonly #program: Program;
	readonly #seen = new Set<number>();
	readonly #entered = new Set<number>();
	#left = MOST_INSTRUCTIONS;

	constructor(program: Program) {
		this.#program = program;
	}

	/** Instructions that were read. */
	get instructions(): number {
		return MOST_INSTRUCTIONS - this.#left;
	}

	/** What a function does whatever happens: until the first condition, functions that it calls on the way included. */
	surely(start: number, depth = 0): void {
		if (this.#entered.has(start)) return;
		this.#entered.add(start);
		const decoder = this.#program.decoder();
		const passed = new Set<number>();
		for (let at: number | undefined = start; at !== undefined && !passed.has(at); ) {
			passed.add(at);
			const instruction = this.#decode(decoder, at);
			if (instruction === undefined) return;
			at = this.#sureStep(instruction, at, depth);
		}
	}

	/** Where it goes on; absent where it does not, or where that hangs on a condition. */
	#sureStep(instruction: Instruction, at: number, depth: number): number | undefined {
		const next = at + instruction.length;
		switch (instruction.kind) {
			case "plain":
			case "indirect-call":
				return next;
			case "jump":
				return instruction.target;
			case "call":
				if (depth < MOST_DEPTH) this.surely(instruction.target, depth + 1);
				return this.#comesBack(instruction.target) ? next : undefined;
			case "slot-call":
			case "slot-jump": {
				const called = this.#program.slot(instruction.slot);
				if (called === undefined) return instruction.kind === "slot-call" ? next : undefined;
				this.certain.add(called.symbol);
				if (called.address !== undefined && depth < MOST_DEPTH) this.surely(called.address, depth + 1);
				return instruction.kind === "slot-call" && !this.#program.ends(called.symbol) ? next : undefined;
			}
			default:
				return undefined;
		}
	}

	/** A call by way of the procedure linkage table to what ends the process. */
	#comesBack(target: number): boolean {
		const decoder = this.#program.decoder();
		for (let at = target, left = 4; left > 0; left -= 1) {
			const instruction = this.#decode(decoder, at);
			if (instruction?.kind === "slot-jump") {
				const called = this.#program.slot(instruction.slot);
				return called === undefined || !this.#program.ends(called.symbol);
			}
			if (instruction?.kind !== "plain") return true;
			at += instruction.length;
		}
		return true;
	}

	/** All that a function may do, on any condition. */
	perhaps(start: number): void {
		const starts = [start];
		for (let from = starts.pop(); from !== undefined; from = starts.pop()) this.#path(from, starts);
	}

	#path(start: number, starts: number[]): void {
		const decoder = this.#program.decoder();
		for (let at: number | undefined = start; at !== undefined && !this.#seen.has(at); ) {
			this.#seen.add(at);
			const instruction = this.#decode(decoder, at);
			if (instruction === undefined) {
				this.unread ??= this.#left > 0 ? "not all of their code can be read" : "they are long";
				return;
			}
			at = this.#anyStep(instruction, at, starts);
		}
	}

	#anyStep(instruction: Instruction, at: number, starts: number[]): number | undefined {
		const next = at + instruction.length;
		switch (instruction.kind) {
			case "plain":
				return next;
			case "jump":
				return instruction.target;
			case "branch":
			case "call":
				starts.push(instruction.target);
				return next;
			case "slot-call":
			case "slot-jump": {
				const called = this.#program.slot(instruction.slot);
				if (called === undefined) this.unread ??= UNKNOWN_CALL;
				else this.possible.add(called.symbol);
				if (called?.address !== undefined) starts.push(called.address);
				return instruction.kind === "slot-call" ? next : undefined;
			}
			case "indirect-call":
			case "indirect-jump":
				this.unread ??= UNKNOWN_CALL;
				return instruction.kind === "indirect-call" ? next : undefined;
			default:
				return undefined;
		}
	}

	#decode(decoder: Decoder, at: number): Instruction | undefined {
		if (this.#left <= 0) return undefined;
		this.#left -= 1;
		try {
			return decoder.next(this.#program.code, at);
		} catch (error) {
			if (error instanceof ElfFormatError) return undefined;
			throw error;
		}
	}
}

const UNKNOWN_CALL = "they call by way of pointers whose content is not known";
