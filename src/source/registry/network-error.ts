import { InputError } from "../../bytes/input-error.ts";

const WORDS: Readonly<Record<string, string>> = {
	ENOTFOUND: "no such host",
	EAI_AGAIN: "its name cannot be looked up now",
	ECONNREFUSED: "nothing listens there",
	ECONNRESET: "the connection was cut",
	EHOSTUNREACH: "no way there",
	ENETUNREACH: "no network",
	ETIMEDOUT: "no answer",
	ENOENT: "no such socket",
	EACCES: "no permission for its socket",
};

/** What went wrong, in words without system calls. */
export function networkWords(error: unknown): string {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	const known = WORDS[code];
	if (known !== undefined) return known;
	return error instanceof Error ? error.message.replace(/^[a-z]+ E[A-Z]+ /, "") : String(error);
}

/** Errors of the network, by the host. */
export function failure({ host }: URL, why: string): InputError {
	return new InputError("network", host, "registry", why);
}
