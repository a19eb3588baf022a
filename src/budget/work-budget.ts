/** What one piece of work of each kind costs, in units of about a microsecond. The kinds are named as messages name
 *  them. Work that grows with the bytes of an input alone is not counted: their number bounds it. */
export const WORK_COSTS = {
	"steps in paths": 0.5,
	"look-ups of libraries": 2,
	"look-ups of programs": 2,
	"entries of hash chains": 0.03,
	"loaded objects": 150,
	"needs of objects": 0.5,
	"commands of start scripts": 10,
	"rows of package databases": 0.3,
	"unpacked kilobytes": 5,
	"npm packages": 50,
	"instructions of constructors": 2,
	"relocations of constructors": 0.05,
	"kilobytes of modules": 20,
} as const;

/** A kind of work, by its name. */
export type WorkKind = keyof typeof WORK_COSTS;

/** What every input may cost, and what each of its mebibytes adds to that. Units: those of {@link WORK_COSTS}. */
export const BUDGET_UNITS = { base: 600_000, perMebibyte: 200_000 } as const;

/** What a single file may cost: this part of the base, and this of all. */
export const FILE_SHARE = { ofBase: 0.5, ofAll: 1 / 16 } as const;

const MEBIBYTE = 1 << 20;

/** A budget is spent: nobody knows what the rest of the work would have shown. The message says which, and on what. */
export class BudgetSpentError extends Error {
	override readonly name = "BudgetSpentError";
}

/** The work that one input may cause. Work is counted, not time: the same input gets the same answer on every machine.
 *
 *  Each file is judged within a share of it, so that one file cannot take the others' answers. What is counted outside
 *  of shares throws nothing; once all is spent, every share ends with its first piece of work. */
export class WorkBudget {
	readonly #factor: number;
	readonly #all: Account;
	#share: Account | undefined;

	/** @param factor how many times the default figures */
	constructor(factor = 1) {
		this.#factor = factor;
		this.#all = new Account(BUDGET_UNITS.base * factor);
	}

	/** The input has so many bytes more. */
	allowFor(bytes: number): void {
		this.#all.most += (Math.max(0, bytes) / MEBIBYTE) * BUDGET_UNITS.perMebibyte * this.#factor;
	}

	/** Counts work that is about to be done.
	 *  Errors: BudgetSpentError, within a share. */
	charge(kind: WorkKind, count = 1): void {
		this.#all.take(kind, count);
		this.#share?.take(kind, count);
		if (this.#share !== undefined && (this.#share.isSpent || this.isSpent)) throw new BudgetSpentError(this.reason());
	}

	/** Units that were spent, and that may be. */
	get figures(): { readonly spent: number; readonly most: number } {
		return { spent: this.#all.spent, most: this.#all.most };
	}

	/** How much work of a kind a part of what is left pays for: what may be done where the rest is to have some, too. */
	affordable(kind: WorkKind, part: number): number {
		return (this.#all.left * part) / WORK_COSTS[kind];
	}

	/** Nothing is left for this input, or for the file whose share is open. */
	get isSpent(): boolean {
		return this.#all.isSpent || this.#share?.isSpent === true;
	}

	/** Why something is not known. */
	reason(): string {
		const [whose, account] = this.#all.isSpent ? ["input", this.#all] : ["file", this.#share ?? this.#all];
		const more = `--budget ${this.#factor * 2} doubles it`;
		return `the work budget of this ${whose} is spent, mostly on ${account.mostSpentOn()} (${more})`;
	}

	/** Does a file's work within a share. Within another share it is part of that one. */
	share<T>(work: () => T): T {
		if (this.#share !== undefined) return work();
		this.#share = new Account(BUDGET_UNITS.base * FILE_SHARE.ofBase * this.#factor + this.#all.most * FILE_SHARE.ofAll);
		try {
			return work();
		} finally {
			this.#share = undefined;
		}
	}

	/** Does work; `otherwise` answers, with the reason, where the budget is spent before it is done. */
	attempt<T>(work: () => T, otherwise: (reason: string) => T): T {
		try {
			return work();
		} catch (error) {
			if (!(error instanceof BudgetSpentError)) throw error;
			return otherwise(error.message);
		}
	}
}

/** What may be spent, and what was. */
class Account {
	most: number;
	spent = 0;
	readonly #byKind = new Map<WorkKind, number>();

	constructor(most: number) {
		this.most = most;
	}

	get isSpent(): boolean {
		return this.spent > this.most;
	}

	get left(): number {
		return Math.max(0, this.most - this.spent);
	}

	take(kind: WorkKind, count: number): void {
		const units = WORK_COSTS[kind] * count;
		this.spent += units;
		this.#byKind.set(kind, (this.#byKind.get(kind) ?? 0) + units);
	}

	mostSpentOn(): WorkKind {
		const [[kind] = ["steps in paths"] as const] = [...this.#byKind].sort(([, one], [, other]) => other - one);
		return kind;
	}
}
