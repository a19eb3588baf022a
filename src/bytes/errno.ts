/** What a failed system call says, without the call and the path that Node adds: `EIO: i/o error, read` is `i/o error`. */
export function errnoWords(error: unknown): string {
	const message = error instanceof Error ? error.message : String(error);
	return /^E[A-Z0-9]+: (.+?), [a-z_0-9]+(?: '|$)/s.exec(message)?.[1] ?? message;
}

/** The errno name of a failed system call. */
export function errnoOf(error: unknown): string | undefined {
	return error instanceof Error && "code" in error && "syscall" in error ? String(error.code) : undefined;
}
