import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { InputError } from "../../bytes/input-error.ts";
import { isLoopback, lookupFor, maySendTo } from "./addresses.ts";
import { failure, networkWords } from "./network-error.ts";
import { proxyConnection } from "./proxy.ts";

/** One answer of a server. The body has to be read, or given up. */
export interface HttpResponse {
	readonly status: number;
	readonly headers: IncomingMessage["headers"];
	/** The address that answered, redirects followed. */
	readonly url: URL;
	readonly body: AsyncIterable<Buffer>;
	/** Gives the rest up. */
	discard(): void;
}

/** What is asked of a server. */
export interface HttpRequest {
	readonly headers?: Readonly<Record<string, string>>;
	/** http is allowed to hosts that are not this machine. */
	readonly plainHttp?: boolean;
	/** The server that has sent whoever asks here; without it the user has. */
	readonly sentBy?: URL;
	/** Sent with POST, as a form. */
	readonly form?: string;
}

const MOST_REDIRECTS = 5;
/** Milliseconds without a byte. */
const IDLE_TIMEOUT = 60_000;

/** Asks with GET, and follows redirects: never to another scheme than http and https, never from https to http, and from
 *  elsewhere never to this machine or a link-local address; without the credentials where the host is another.
 *  Errors: InputError `network`. */
export async function get(url: URL, options: HttpRequest = {}): Promise<HttpResponse> {
	let current = url;
	let headers = options.headers ?? {};
	const from = options.sentBy ?? url;
	for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
		checkAddress(current, options.plainHttp === true);
		const response = await getOnce(current, headers, from, redirects === 0 ? options.form : undefined);
		const location = response.headers.location;
		if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return response;
		response.discard();
		const next = nextAddress(location, current, from);
		if (next.host !== current.host) headers = withoutCredentials(headers);
		current = next;
	}
	throw failure(url, `more than ${MOST_REDIRECTS} redirects`);
}

function nextAddress(location: string, current: URL, from: URL): URL {
	const next = parsed(location, current);
	if (current.protocol === "https:" && next.protocol !== "https:")
		throw failure(current, `it redirects from https to ${next.protocol.slice(0, -1)}`);
	if (!maySendTo(next.hostname, from))
		throw failure(current, `it redirects to ${next.hostname}, which is not a public address`);
	return next;
}

function parsed(location: string, base: URL): URL {
	try {
		const url = new URL(location, base);
		if (url.protocol === "https:" || url.protocol === "http:") return url;
	} catch {}
	throw failure(base, "it redirects to what is no http address");
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== "authorization"));
}

function checkAddress({ protocol, hostname, host }: URL, plainHttp: boolean): void {
	if (protocol === "https:" || plainHttp || isLoopback(hostname)) return;
	throw new InputError("network", host, "registry", "http is not used but with --plain-http");
}

async function getOnce(
	url: URL,
	headers: Readonly<Record<string, string>>,
	from: URL,
	form: string | undefined,
): Promise<HttpResponse> {
	const { headers: forProxy, ...connection } = await proxyConnection(url, process.env);
	const request = url.protocol === "https:" ? secureRequest : plainRequest;
	return new Promise((resolve, reject) => {
		const all = { "user-agent": "elfspect", "accept-encoding": "identity", ...headers, ...forProxy };
		// A proxy looks names up itself, and is the user's own.
		const reached = Object.keys(connection).length > 0 ? connection : { lookup: lookupFor(from) };
		const method = form === undefined ? "GET" : "POST";
		const sent = request(url, { method, headers: all, ...reached }, (message) => {
			resolve(responseOf(message, url));
		});
		sent.setTimeout(IDLE_TIMEOUT, () => sent.destroy(new Error(`no answer for ${IDLE_TIMEOUT / 1000} seconds`)));
		sent.on("error", (error) => reject(failure(url, networkWords(error))));
		sent.end(form);
	});
}

function responseOf(message: IncomingMessage, url: URL): HttpResponse {
	return {
		status: message.statusCode ?? 0,
		headers: message.headers,
		url,
		body: bodyOf(message, url),
		discard: () => message.destroy(),
	};
}

async function* bodyOf(message: IncomingMessage, url: URL): AsyncGenerator<Buffer> {
	try {
		for await (const chunk of message) if (Buffer.isBuffer(chunk)) yield chunk;
	} catch (error) {
		throw failure(url, networkWords(error));
	}
}

/** The whole body of an answer that is to be short. Errors: InputError `limit`, `network`. */
export async function shortBody(response: HttpResponse, most: number, what: string): Promise<Buffer> {
	const parts: Buffer[] = [];
	let length = 0;
	for await (const chunk of response.body) {
		length += chunk.length;
		if (length > most) {
			response.discard();
			throw new InputError("limit", response.url.host, what, `more than ${most} bytes (limit jsonBytes)`);
		}
		parts.push(chunk);
	}
	return Buffer.concat(parts);
}
