import { type RequestOptions, request } from "node:http";
import { connect, type TLSSocket } from "node:tls";
import { isLoopback } from "./addresses.ts";
import { failure, networkWords } from "./network-error.ts";

/** Milliseconds that a proxy may take to connect. */
const PATIENCE = 60_000;

/** How a server is reached through the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, in
 *  either case): by a tunnel for https, by the whole address for http. Nothing where there is none.
 *  Errors: InputError `network` where the proxy does not answer or refuses. Source: curl(1), ENVIRONMENT. */
export async function proxyConnection(
	url: URL,
	environment: NodeJS.ProcessEnv,
): Promise<Omit<RequestOptions, "headers"> & { readonly headers?: Readonly<Record<string, string>> }> {
	const proxy = proxyFor(url, environment);
	if (proxy === undefined) return {};
	const authorization = proxyAuthorization(proxy);
	if (url.protocol === "http:") {
		return {
			host: proxy.hostname,
			port: proxy.port || 80,
			path: url.href,
			headers: { host: url.host, ...authorization },
		};
	}
	const socket = await tunnel(url, proxy, authorization);
	return { createConnection: () => socket, agent: false };
}

/** The proxy for an address; absent where it is reached directly. */
export function proxyFor({ protocol, hostname, port }: URL, environment: NodeJS.ProcessEnv): URL | undefined {
	const variable = (name: string) => environment[name.toLowerCase()] ?? environment[name];
	// HTTP_PROXY in capitals is what CGI calls a header of a request.
	const own = protocol === "https:" ? variable("HTTPS_PROXY") : environment.http_proxy;
	const named = own || variable("ALL_PROXY");
	if (named === undefined || named === "" || isLoopback(hostname)) return undefined;
	if (isExcepted(hostname, port, variable("NO_PROXY") ?? "")) return undefined;
	try {
		const proxy = new URL(/^\w+:\/\//.test(named) ? named : `http://${named}`);
		return proxy.protocol === "http:" ? proxy : undefined;
	} catch {
		return undefined;
	}
}

function isExcepted(hostname: string, port: string, list: string): boolean {
	return list.split(/[\s,]+/).some((each) => {
		const [name = "", ofPort] = each.toLowerCase().split(":");
		if (name === "*") return true;
		if (name === "" || (ofPort !== undefined && ofPort !== port)) return false;
		const bare = name.replace(/^\*?\./, "");
		return hostname === bare || hostname.endsWith(`.${bare}`);
	});
}

function proxyAuthorization({ username, password }: URL): Readonly<Record<string, string>> {
	if (username === "") return {};
	const words = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	return { "proxy-authorization": `Basic ${Buffer.from(words).toString("base64")}` };
}

function tunnel(url: URL, proxy: URL, headers: Readonly<Record<string, string>>): Promise<TLSSocket> {
	const target = `${url.hostname}:${url.port || 443}`;
	return new Promise((resolve, reject) => {
		const asked = request({
			host: proxy.hostname,
			port: proxy.port || 80,
			method: "CONNECT",
			path: target,
			headers: { host: target, ...headers },
		});
		asked.on("connect", ({ statusCode }, socket) => {
			if (statusCode === 200) return resolve(connect({ socket, servername: url.hostname }));
			socket.destroy();
			reject(failure(url, `the proxy ${proxy.host} refuses with ${statusCode}`));
		});
		asked.setTimeout(PATIENCE, () => asked.destroy(new Error(`no answer for ${PATIENCE / 1000} seconds`)));
		asked.on("response", ({ statusCode }) => {
			asked.destroy();
			reject(failure(url, `the proxy ${proxy.host} refuses with ${statusCode}`));
		});
		asked.on("error", (error) => reject(failure(url, `the proxy ${proxy.host}: ${networkWords(error)}`)));
		asked.end();
	});
}
