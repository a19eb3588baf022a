import type { ElfFile } from "../elf/elf-file.ts";
import type { Load } from "../loader/load.ts";
import type { ProgramFacts, SubjectKind } from "../program/program-facts.ts";
import type { Target } from "../targets/target.ts";
import type { FileTree } from "../tree/file-tree.ts";
import type { Finding, Severity } from "./finding.ts";

/** Everything that a rule may look at: facts and what the loader did. No bytes, no I/O. */
export interface RuleContext {
	readonly subject: {
		readonly path: string;
		readonly kind: SubjectKind;
		readonly elf?: ElfFile;
		readonly program: ProgramFacts;
		/** A script's first line, as the kernel takes it apart. */
		readonly script?: { readonly interpreter: string; readonly argument?: string };
		/** Package of the image's own distribution that the file belongs to. */
		readonly ownedBy?: string;
		/** The machine that its name promises, where its content is for another. */
		readonly claimedMachine?: { readonly families: readonly string[]; readonly by: string };
	};
	readonly target: Target;
	/** The target with the subject and its siblings laid over it. */
	readonly root: FileTree;
	readonly load: Load;
	/** How the same subject fares on another target, by name and only when asked; absent when there is no such target
	 *  or nobody can look. Remedies name a base image or an add-on only where this says `starts`. */
	readonly outcomeOn?: (target: string) => Load["outcome"] | undefined;
	/** Level of x86-64 that the user judges for, where one was named. */
	readonly x86Level?: 1 | 2 | 3 | 4;
	/** The process's environment as its image or its starter sets it, `NAME=value`; absent where nobody says. */
	readonly variables?: readonly string[];
	/** Folders of the image's PATH, where it sets one. */
	readonly searchPath?: readonly string[];
	/** For an image that moves to another base: which package of its own distribution brought the library of a name
	 *  (DT_NEEDED); absent where none did. */
	readonly owningPackage?: (library: string) => OwningPackage | undefined;
}

/** A package of the base that an image leaves. */
export interface OwningPackage {
	readonly package: string;
	readonly version?: string;
	readonly format: "dpkg" | "apk" | "rpm" | "pacman";
	/** Where the library is there, as the package database has it. */
	readonly path: string;
}

/** One judgement. Its id is its file name, its test and its page in docs/rules. */
export interface Rule {
	readonly id: string;
	/** One line for listings and SARIF. */
	readonly title: string;
	/** The worst that it reports. */
	readonly severity: Severity;
	/** Where its findings come among those of one severity. Hundreds are steps: 100 what the file is, 200 exec, 300 libraries,
	 *  400 versions and symbols, 500 what ends a start behind them, 600 what follows from that, 700 and 800 what behaves
	 *  differently, 900 what the program needs beyond loading. No two rules have the same. */
	readonly rank: number;
	readonly check: (context: RuleContext) => readonly Finding[];
}

/** Checks a rule's shape at compile time and leaves it as it is. */
export function defineRule(rule: Rule): Rule {
	return rule;
}
