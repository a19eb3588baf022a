import { WorkBudget } from "../budget/work-budget.ts";
import type { FileEntry, FileTree } from "../tree/file-tree.ts";

/** Longest database file that is read, in bytes. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Letters of a path that cost as much as a row. */
const LETTERS_FOR_ONE_ROW = 64;

/** The database files of a tree, and what reading them costs. */
export class DatabaseFiles {
	readonly tree: FileTree;
	/** What is wrong with a database, in words that name it. */
	readonly problems: string[] = [];
	readonly #budget: WorkBudget;
	/** Rows that may still be read: half of the budget stays for the files that are judged. */
	#rows: number;
	/** Files whose rows were given, by identity: links of one are read once. */
	readonly #read = new Set<string>();

	/** `budget` pays for every row; where it is spent, the rest is left unread. */
	constructor(tree: FileTree, budget: WorkBudget = new WorkBudget()) {
		this.tree = tree;
		this.#budget = budget;
		this.#rows = budget.affordable("rows of package databases", 0.5);
	}

	/** The text of a file; absent when it is not there or its bytes are not at hand. */
	text(path: string): string | undefined {
		return this.bytes(path)?.toString("utf8");
	}

	/** The bytes of a file; absent when it is not there or its bytes are not at hand. */
	bytes(path: string): Buffer | undefined {
		const entry = this.#entry(path);
		return entry === undefined ? undefined : bytesOf(entry);
	}

	/** The lines of a file, without the empty one behind the last newline; none of one that was read under another name. */
	*lines(path: string): Generator<string> {
		const entry = this.#entry(path);
		if (entry === undefined || this.#isRead(entry)) return;
		const bytes = bytesOf(entry) ?? Buffer.alloc(0);
		for (let start = 0; start < bytes.length; ) {
			const newline = bytes.indexOf(0x0a, start);
			const end = newline === -1 ? bytes.length : newline;
			if (!this.affords(path, 1 + (end - start) / LETTERS_FOR_ONE_ROW)) return;
			yield bytes.toString("utf8", start, end);
			start = end + 1;
		}
	}

	/** Pays for rows of a database. When nothing is left, that is a problem of the database, and the answer is no. */
	affords(path: string, rows: number): boolean {
		this.#budget.charge("rows of package databases", rows);
		this.#rows -= rows;
		if (this.#rows >= 0) return true;
		this.complain(path, "not read to its end: its rows take more than half of the input's work budget (see --budget)");
		return false;
	}

	/** Notes once what is wrong with a database. */
	complain(path: string, what: string): void {
		const problem = `${path}: ${what}`;
		if (this.problems.length < MOST_PROBLEMS && !this.problems.includes(problem)) this.problems.push(problem);
	}

	#entry(path: string): FileEntry | undefined {
		const found = this.tree.lookup(path);
		if (!found.found || found.entry.type !== "file") return undefined;
		if (found.entry.sizeBytes <= MOST_BYTES) return found.entry;
		this.complain(path, `not read: it has ${found.entry.sizeBytes} bytes, more than ${MOST_BYTES}`);
		return undefined;
	}

	#isRead({ identity }: FileEntry): boolean {
		if (identity === undefined) return false;
		if (this.#read.has(identity)) return true;
		this.#read.add(identity);
		return false;
	}
}

const MOST_PROBLEMS = 10;

function bytesOf(entry: FileEntry): Buffer | undefined {
	try {
		return entry.bytes()?.read(0, entry.sizeBytes);
	} catch {
		// A database that cannot be read owns nothing: its files are then judged, which is the safe side.
		return undefined;
	}
}
