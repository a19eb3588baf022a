/** The longest that anybody is kept waiting for a registry that asks for patience, in milliseconds. */
const LONGEST_WAIT = 60_000;

/** Waits as `Retry-After` says, in seconds or as a date; without it twice as long every time. False where that is longer
 *  than anybody wants to wait. */
export async function waitFor(retryAfter: string | undefined, attempt: number): Promise<boolean> {
	const wait = retryAfter === undefined ? 500 * 2 ** attempt : millisecondsOf(retryAfter);
	if (!(wait <= LONGEST_WAIT)) return false;
	await new Promise((resolve) => setTimeout(resolve, Math.max(wait, 0)));
	return true;
}

function millisecondsOf(retryAfter: string): number {
	return /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
}
