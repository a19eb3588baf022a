/** A value that is found out when first asked for, then remembered; so is the error when that fails. */
export function lazy<T>(find: () => T): () => T {
	let state: "open" | "found" | "failed" = "open";
	let value: T | undefined;
	let failure: unknown;
	return () => {
		if (state === "open") {
			try {
				value = find();
				state = "found";
			} catch (error) {
				failure = error;
				state = "failed";
			}
		}
		if (state === "failed") throw failure;
		return value as T;
	};
}
