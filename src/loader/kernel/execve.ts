import type { FileContent } from "../../tree/file-tree.ts";
import type { ForeignFormat } from "../../tree/foreign-format.ts";
import type { LoadRequest } from "../load.ts";
import type { OpenedFile, ProcessFiles } from "../process-files.ts";
import { executeElf } from "./binfmt-elf.ts";
import { closedBecause, type Execution, interpreterClosed, refused } from "./execution.ts";
import { openExecutable } from "./open-executable.ts";
import { headerRefusal } from "./raw-header.ts";

/** How often a `#!` line may lead to another file (fs/exec.c, exec_binprm). */
const MOST_REWRITES = 5;

/** The kernel's part of a start.
 *  Errors: ElfFormatError from the facts' lazy parts.
 *  Source: do_open_execat and exec_binprm in fs/exec.c, load_script in fs/binfmt_script.c of Linux 6.18. */
export function execve(request: LoadRequest, files: ProcessFiles): Execution {
	let path = request.path;
	for (let rewrites = 0; rewrites <= MOST_REWRITES; rewrites += 1) {
		const isSubject = rewrites === 0;
		const file = openExecutable(files, path, isSubject);
		if (typeof file === "string") {
			const denial = files.denial(path, "execute");
			if (isSubject) return refused(path, file, closedBecause(file, denial), denial);
			return { outcome: "refused", problem: interpreterClosed(request.path, path, file, denial) };
		}
		const next = handle(request, files, path, file);
		if (typeof next !== "string") return next;
		path = next;
	}
	return refused(request.path, "ELOOP", `more than ${MOST_REWRITES} scripts run one another`);
}

/** What the file comes to; for a script, the path that its `#!` line names. */
function handle(request: LoadRequest, files: ProcessFiles, path: string, file: OpenedFile): Execution | string {
	const content = file.entry.type === "file" ? file.entry.content() : undefined;
	switch (content?.kind) {
		case "elf":
			return executeElf(request, files, { path, realPath: file.realPath, elf: content.elf });
		case "script":
			return content.interpreter;
		case "malformed-elf":
			return malformed(request, path, file.entry, content.error.message);
		default:
			return notExecutable(request.path, path, content);
	}
}

function malformed(request: LoadRequest, path: string, entry: OpenedFile["entry"], message: string): Execution {
	const because = entry.type === "file" ? headerRefusal(entry, request.machine) : undefined;
	if (because === undefined) return { outcome: "unknown", reason: `${path}: ${message}` };
	return refused(request.path, "ENOEXEC", because);
}

/** Neither an ELF file nor a script; what it is where that is told. */
function notExecutable(asked: string, path: string, content: FileContent | undefined): Execution {
	const foreign = content?.kind === "empty" ? ({ kind: "empty", what: "empty" } as const) : foreignIn(content);
	if (foreign === undefined) return refused(asked, "ENOEXEC", `${path} is neither an ELF file nor a script`);
	const execution = refused(asked, "ENOEXEC", `${path} is ${foreign.what}`);
	if (execution.outcome !== "refused" || execution.problem.kind !== "exec-refused") return execution;
	return { ...execution, problem: { ...execution.problem, foreign: foreign.kind } };
}

function foreignIn(content: FileContent | undefined): ForeignFormat | undefined {
	return content?.kind === "other" ? content.foreign : undefined;
}
