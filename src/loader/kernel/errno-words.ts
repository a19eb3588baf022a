/** What container runtimes and Go programs print for an errno of execve(2).
 *  Source: zerrors_linux_*.go of Go's syscall package. */
const WORDS: Readonly<Record<string, string>> = {
	ENOENT: "no such file or directory",
	EIO: "input/output error",
	ENOEXEC: "exec format error",
	EACCES: "permission denied",
	ENOTDIR: "not a directory",
	EINVAL: "invalid argument",
	ENAMETOOLONG: "file name too long",
	ELOOP: "too many levels of symbolic links",
	ELIBBAD: "accessing a corrupted shared library",
};

/** The line of runc, which asks for a path before it executes it: `exec: "/app": permission denied`.
 *  Source: findExecutable in Go's os/exec/lp_unix.go. */
export function lookUpLine(word: string, isFolderClosed: boolean): string {
	return `exec: ${JSON.stringify(word)}: ${isFolderClosed ? `stat ${word}: ` : ""}permission denied`;
}

/** The line of a runtime whose execve(2) failed: `exec /app: no such file or directory`. */
export function execLine(path: string, errno: string): string {
	return `exec ${path}: ${WORDS[errno] ?? errno}`;
}
