import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { connect as connectTls } from "node:tls";
import { guardedLookup, type Nearness } from "./addresses.ts";
import { proxyFor, proxyHeaders, tunnel } from "./proxy.ts";

/** Milliseconds in which nothing comes before a connection is given up. */
const PATIENCE = 60_000;

/** One request. */
export interface HttpRequest {
	readonly url: URL;
	readonly method?: "GET" | "POST";
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
	/** Addresses that its name may lead to. */
	readonly isAllowed: (nearness: Nearness) => boolean;
}

/** An answer whose body has yet to be read; it has not been unpacked. */
export interface HttpReply {
	readonly status: number;
	readonly url: URL;
	readonly header: (name: string) => string | undefined;
	readonly body: IncomingMessage;
}

/** Requests that share their connections. Redirects are answers like others. */
export class HttpConnections {
	readonly #environment: NodeJS.ProcessEnv;
	readonly #agents = {
		http: new HttpAgent({ keepAlive: true, maxSockets: 4 }),
		https: new HttpsAgent({ keepAlive: true, maxSockets: 4 }),
	};

	constructor(environment: NodeJS.ProcessEnv) {
		this.#environment = environment;
	}

	/** Errors: what the network, TLS or a proxy says. */
	async send(wanted: HttpRequest): Promise<HttpReply> {
		const { url } = wanted;
		const proxy = proxyFor(url, this.#environment);
		if (proxy === undefined) return this.#direct(wanted);
		if (url.protocol === "http:") return this.#throughHttpProxy(wanted, proxy);
		const socket = await tunnel(proxy, url, PATIENCE);
		const servername = hostOf(url);
		return exchange(wanted, { agent: false, createConnection: () => connectTls({ socket, servername }) });
	}

	close(): void {
		this.#agents.http.destroy();
		this.#agents.https.destroy();
	}

	#direct(wanted: HttpRequest): Promise<HttpReply> {
		const agent = wanted.url.protocol === "https:" ? this.#agents.https : this.#agents.http;
		return exchange(wanted, { agent, lookup: guardedLookup(wanted.isAllowed) });
	}

	#throughHttpProxy(wanted: HttpRequest, proxy: URL): Promise<HttpReply> {
		const { url, headers } = wanted;
		const all = { ...headers, ...proxyHeaders(proxy), host: url.host };
		return exchange({ ...wanted, headers: all }, { host: hostOf(proxy), port: proxy.port || 80, path: url.href });
	}
}

function hostOf({ hostname }: URL): string {
	return hostname.replace(/^\[|\]$/g, "");
}

function exchange({ url, method, headers, body }: HttpRequest, options: RequestOptions): Promise<HttpReply> {
	const send = url.protocol === "https:" ? httpsRequest : httpRequest;
	return new Promise((resolve, reject) => {
		const asking = send({
			host: hostOf(url),
			...(url.port === "" ? {} : { port: url.port }),
			path: `${url.pathname}${url.search}`,
			method: method ?? "GET",
			headers: { "user-agent": "elfspect", "accept-encoding": "identity", ...headers },
			timeout: PATIENCE,
			...options,
		});
		asking.once("timeout", () => asking.destroy(new Error(`nothing came for ${PATIENCE / 1000} seconds`)));
		// One that comes after the answer has begun shows in its body.
		asking.on("error", reject);
		asking.once("response", (message) => resolve(replyOf(message, url)));
		asking.end(body);
	});
}

function replyOf(message: IncomingMessage, url: URL): HttpReply {
	const header = (name: string): string | undefined => {
		const value = message.headers[name];
		return Array.isArray(value) ? value.join(", ") : value;
	};
	return { status: message.statusCode ?? 0, url, header, body: message };
}
