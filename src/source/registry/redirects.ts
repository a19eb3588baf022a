import { InputError } from "../../bytes/input-error.ts";
import { type Nearness, nearnessOfHost } from "./addresses.ts";
import type { HttpConnections, HttpReply } from "./http.ts";
import { leave } from "./reply-body.ts";

/** Redirects that are followed for one request. */
const MOST_REDIRECTS = 5;

/** What is asked of a registry, from which it may send elsewhere. */
export interface Wanted {
	/** What messages call the image. */
	readonly name: string;
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
}

/** Asks, and follows redirects: over https only, or http where it began so; never to an address of this machine or
 *  network link that the user has not named; credentials stay with the host that they are for.
 *  Errors: InputError `bad-redirect`; what the network says. */
export async function follow(connections: HttpConnections, { name, url, headers }: Wanted): Promise<HttpReply> {
	const allowed = allowedFrom(url);
	let reply = await connections.send({ url, headers, isAllowed: () => true });
	for (let count = 1; [301, 302, 303, 307, 308].includes(reply.status); count += 1) {
		leave(reply);
		const next = redirected(reply, name);
		if (count > MOST_REDIRECTS)
			throw badRedirect(name, `more than ${MOST_REDIRECTS} redirects, the last to ${next.host}`);
		if (next.protocol !== "https:" && next.protocol !== url.protocol) {
			throw badRedirect(name, `${url.host} redirects to ${next.protocol}, and only https: is followed`);
		}
		const isSame = next.host === url.host;
		if (!isSame && !allowed(nearnessOfHost(next.hostname))) {
			throw badRedirect(name, `${url.host} redirects to ${next.host}, an address of this machine or network link`);
		}
		const passed = isSame ? headers : withoutCredentials(headers);
		reply = await connections.send({ url: next, headers: passed, isAllowed: isSame ? () => true : allowed });
	}
	return reply;
}

/** Addresses to which a host may send on. */
export function allowedFrom(url: URL): (nearness: Nearness) => boolean {
	const isNear = nearnessOfHost(url.hostname) === "loopback";
	return (nearness) => nearness === "elsewhere" || (nearness === "loopback" && isNear);
}

function redirected(reply: HttpReply, name: string): URL {
	const location = reply.header("location") ?? "";
	if (location === "" || !URL.canParse(location, reply.url.href)) {
		throw badRedirect(name, `${reply.url.host} redirects (${reply.status}) to nowhere`);
	}
	return new URL(location, reply.url);
}

function withoutCredentials(headers: Wanted["headers"]): Wanted["headers"] {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "authorization"));
}

function badRedirect(name: string, detail: string): InputError {
	return new InputError("bad-redirect", name, "registry", detail);
}
