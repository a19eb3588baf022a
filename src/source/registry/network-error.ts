import { InputError } from "../../bytes/input-error.ts";

const WORDS: ReadonlyMap<string, string> = new Map([
	["ENOTFOUND", "there is no such host"],
	["EAI_AGAIN", "its name cannot be looked up now"],
	["ECONNREFUSED", "nobody listens there"],
	["ECONNRESET", "it cuts the connection"],
	["ETIMEDOUT", "it does not answer"],
	["EHOSTUNREACH", "there is no way there"],
	["ENETUNREACH", "there is no network"],
	["EPROTO", "it does not speak TLS (--plain-http asks without)"],
	["DEPTH_ZERO_SELF_SIGNED_CERT", "its certificate is signed by itself alone (NODE_EXTRA_CA_CERTS=FILE adds a CA)"],
	["SELF_SIGNED_CERT_IN_CHAIN", "its certificate's CA is not known (NODE_EXTRA_CA_CERTS=FILE adds one)"],
	["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "its certificate's CA is not known (NODE_EXTRA_CA_CERTS=FILE adds one)"],
	["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "its certificate's CA is not known (NODE_EXTRA_CA_CERTS=FILE adds one)"],
]);

/** What the network says, in our words; what is said already stays. */
export function networkError(error: unknown, name: string, host: string): unknown {
	if (error instanceof InputError || !(error instanceof Error)) return error;
	return new InputError("unreachable", name, "registry", `${host}: ${networkWords(error)}`);
}

function networkWords(error: Error): string {
	const first = error instanceof AggregateError ? error.errors[0] : error;
	const code = "code" in error ? String(error.code) : "";
	const own = first instanceof Error ? first.message : String(first);
	return WORDS.get(code) ?? (own || code || "no connection").slice(0, 200);
}
