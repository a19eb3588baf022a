import type { DynamicSymbol } from "./elf-file.ts";

/** Answers that are remembered, of one table and of all: programs ask the C library for the same names, one after the
 *  other. No more, because facts of thousands of files may be held at once. */
const MOST_OF_A_TABLE = 4096;
const MOST_REMEMBERED = 4 * MOST_OF_A_TABLE;

/** Memories with answers, oldest first. */
const memories = new Set<AnswerMemory>();
let remembered = 0;

/** What a symbol table answered to names that it has. */
export class AnswerMemory {
	readonly #answers = new Map<string, readonly DynamicSymbol[]>();

	/** The answer to a name that was asked for before; absent where it is not remembered. */
	get(name: string): readonly DynamicSymbol[] | undefined {
		return this.#answers.get(name);
	}

	/** Remembers an answer. */
	set(name: string, answer: readonly DynamicSymbol[]): void {
		if (this.#answers.size >= MOST_OF_A_TABLE) this.#forget();
		for (const oldest of memories) {
			if (remembered < MOST_REMEMBERED) break;
			oldest.#forget();
		}
		if (this.#answers.size === 0) memories.add(this);
		this.#answers.set(name, answer);
		remembered += 1;
	}

	#forget(): void {
		memories.delete(this);
		remembered -= this.#answers.size;
		this.#answers.clear();
	}
}
