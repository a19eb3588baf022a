/** A value that is found out when first asked for, then remembered; so is the error when that fails. */
export function lazy<T>(find: () => T): () => T {
	let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
	return () => {
		outcome ??= attempt(find);
		if ("error" in outcome) throw outcome.error;
		return outcome.value;
	};
}

function attempt<T>(find: () => T): { readonly value: T } | { readonly error: unknown } {
	try {
		return { value: find() };
	} catch (error) {
		return { error };
	}
}
