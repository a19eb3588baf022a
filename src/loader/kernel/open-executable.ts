import type { OpenErrno, OpenedFile, ProcessFiles } from "../process-files.ts";

/** Opens a file for execution: it must be a regular one that its user may execute; to read
 *  it, as to read an interpreter, takes no permission.
 *  `isSubject`: the file that was asked for, not an interpreter; interpreters stand in the root unless their path is a
 *  relative one. Source: do_open_execat in fs/exec.c and may_open in fs/namei.c of Linux. */
export function openExecutable(files: ProcessFiles, path: string, isSubject: boolean): OpenedFile | OpenErrno {
	// open_exec of an empty name comes to the working directory, which is no regular file.
	if (path === "" && !isSubject) return "EACCES";
	const file = files.find(path, isSubject || !path.startsWith("/"));
	if (typeof file === "string") return file;
	return files.mayExecute(file) ? file : "EACCES";
}
