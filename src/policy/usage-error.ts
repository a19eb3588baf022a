/** The user's mistake: a wrong option, an unreadable configuration, an expired ignore. Ends with exit code 2. */
export class UsageError extends Error {
	override readonly name = "UsageError";
}
