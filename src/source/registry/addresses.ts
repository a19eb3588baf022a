/** Names and addresses of this machine. */
export function isLoopback(hostname: string): boolean {
	const name = hostname.replace(/^\[|\]$/g, "").toLowerCase();
	return (
		name === "localhost" ||
		name.endsWith(".localhost") ||
		/^127\./.test(name) ||
		name === "::1" ||
		/^::ffff:(127\.|7f)/.test(name)
	);
}

/** This machine, addresses of one link (cloud services answer there with secrets), and none at all. */
export function isLocal(hostname: string): boolean {
	const name = hostname.replace(/^\[|\]$/g, "").toLowerCase();
	return isLoopback(name) || /^(169\.254\.|0\.)/.test(name) || /^(fe[89ab]|::$|::ffff:(a9fe|169\.254))/.test(name);
}
