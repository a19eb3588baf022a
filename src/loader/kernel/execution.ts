import type { ElfFile } from "../../elf/elf-file.ts";
import type { Denial } from "../../image/users/guarded-tree.ts";
import type { CrashCause, LoadProblem } from "../load.ts";
import { execLine } from "./errno-words.ts";

/** What execve(2) of a path comes to. */
export type Execution =
	| {
			readonly outcome: "started";
			readonly program: Program;
			readonly interpreter?: Program;
			/** The process dies by a signal before its loader or its own code gets anywhere. */
			readonly crash?: LoadProblem;
	  }
	| {
			readonly outcome: "refused";
			readonly problem: LoadProblem;
			/** The program, where the kernel came so far and only its interpreter failed. */
			readonly program?: Program;
	  }
	| { readonly outcome: "unknown"; readonly reason: string };

/** An ELF file that the kernel maps. */
export interface Program {
	/** As execve(2), a `#!` line or PT_INTERP names it. */
	readonly path: string;
	readonly realPath: string;
	readonly elf: ElfFile;
}

const ERRNOS = ["ENOEXEC", "EACCES", "EINVAL", "ENOENT", "ELIBBAD", "ELOOP", "ENOTDIR", "ENAMETOOLONG", "EIO"] as const;

/** The file that was named cannot be executed. */
export function refused(path: string, errno: string, because: string, denial?: Denial): Execution {
	const known = ERRNOS.find((name) => name === errno) ?? "EINVAL";
	const line = execLine(path, errno);
	return {
		outcome: "refused",
		problem: { kind: "exec-refused", fatal: true, line, object: path, errno: known, because, ...denied(denial) },
	};
}

/** The interpreter (of a `#!` line or PT_INTERP) cannot be opened. */
export function interpreterClosed(path: string, interpreter: string, errno: string, denial?: Denial): LoadProblem {
	const place = { fatal: true, line: execLine(path, errno), object: path } as const;
	if (errno === "ENOENT" || errno === "ENOTDIR") return { ...place, kind: "interpreter-missing", interpreter, errno };
	return {
		...place,
		kind: "interpreter-unusable",
		interpreter,
		because: closedBecause(errno, denial),
		...denied(denial),
	};
}

function denied(denial: Denial | undefined): { readonly denial?: Denial } {
	return denial === undefined ? {} : { denial };
}

/** Why a file cannot be executed at all. */
export function closedBecause(errno: string, denial?: Denial): string {
	if (denial !== undefined) return denial.because;
	if (errno === "EACCES") return "it is not an executable file";
	return errno === "EIO" ? "it is shorter than an ELF header" : `it cannot be opened: ${errno}`;
}

/** The interpreter opens, but it is nothing that could interpret this program. */
export function interpreterBad(path: string, interpreter: string, because: string): LoadProblem {
	const line = execLine(path, "ELIBBAD");
	return { kind: "interpreter-unusable", fatal: true, line, object: path, interpreter, because };
}

/** Past the point of no return execve(2) has no caller to answer: the process dies by SIGSEGV, and nothing is printed. */
export function crash(path: string, because: string, cause?: CrashCause): LoadProblem {
	return { kind: "crash", fatal: true, object: path, because, ...(cause === undefined ? {} : { cause }) };
}
