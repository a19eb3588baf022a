import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";

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

/** Addresses of one link, at which clouds answer with secrets (fd00:ec2::254 is EC2's), and none at all. */
export function isLinkLocal(hostname: string): boolean {
	const name = hostname.replace(/^\[|\]$/g, "").toLowerCase();
	return /^(169\.254\.|0\.)/.test(name) || /^(fe[89ab]|::$|::ffff:(0:|0\.|a9fe|169\.254)|fd00:ec2::254$)/.test(name);
}

/** Whether a server may send whoever asks it on to a host: never to a link-local address, and to this machine only from
 *  this machine. The same host is the one that the user named. */
export function maySendTo(hostname: string, from: URL): boolean {
	if (hostname === from.hostname) return true;
	return !isLinkLocal(hostname) && (!isLoopback(hostname) || isLoopback(from.hostname));
}

/** Looks a name up; of its addresses those are left out to which `from` may not send anybody. */
export function lookupFor(from: URL): LookupFunction {
	return (hostname, options, callback) => {
		lookup(hostname, { ...options, all: true }, (error, found) => {
			if (error !== null) return callback(error, "");
			const good = found.filter(({ address }) => hostname === from.hostname || maySendTo(address, from));
			const [first] = good;
			if (first === undefined) return callback(new Error(`${hostname} is no public address`), "");
			return options.all === true ? callback(null, good) : callback(null, first.address, first.family);
		});
	};
}
