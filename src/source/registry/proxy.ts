import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { nearnessOfHost } from "./addresses.ts";

/** The proxy that the environment names for an address, as curl and Go take HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
 *  This machine is asked without one. Other proxies than those of HTTP are none. */
export function proxyFor(url: URL, environment: NodeJS.ProcessEnv): URL | undefined {
	if (nearnessOfHost(url.hostname) === "loopback" || isExcepted(url, variable(environment, "no_proxy")))
		return undefined;
	const name = url.protocol === "https:" ? "https_proxy" : "http_proxy";
	const value = variable(environment, name) ?? variable(environment, "all_proxy");
	if (value === undefined) return undefined;
	const text = value.includes("://") ? value : `http://${value}`;
	const proxy = URL.canParse(text) ? new URL(text) : undefined;
	return proxy !== undefined && /^https?:$/.test(proxy.protocol) ? proxy : undefined;
}

function variable(environment: NodeJS.ProcessEnv, name: string): string | undefined {
	return environment[name] || environment[name.toUpperCase()] || undefined;
}

function isExcepted({ hostname, port, protocol }: URL, list: string | undefined): boolean {
	const ownPort = port || (protocol === "https:" ? "443" : "80");
	return (list ?? "").split(",").some((item) => {
		const [, name = "", itemPort] = /^\s*\*?\.?(.*?)(?::(\d+))?\s*$/.exec(item.toLowerCase()) ?? [];
		if (item.trim() === "*") return true;
		if (name === "" || (itemPort !== undefined && itemPort !== ownPort)) return false;
		return hostname === name || hostname.endsWith(`.${name}`);
	});
}

/** What a proxy is told of who asks. */
export function proxyHeaders(proxy: URL): Readonly<Record<string, string>> {
	if (proxy.username === "") return {};
	const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
	return { "proxy-authorization": `Basic ${Buffer.from(user).toString("base64")}` };
}

/** A connection through a proxy, for TLS to be spoken over it.
 *  Errors: what the network says; Error where the proxy refuses. */
export function tunnel(proxy: URL, url: URL, timeout: number): Promise<Socket> {
	const target = `${url.hostname}:${url.port || "443"}`;
	const send = proxy.protocol === "https:" ? httpsRequest : httpRequest;
	return new Promise((resolve, reject) => {
		const connecting = send({
			host: proxy.hostname.replace(/^\[|\]$/g, ""),
			port: proxy.port || (proxy.protocol === "https:" ? 443 : 80),
			method: "CONNECT",
			path: target,
			headers: { host: target, ...proxyHeaders(proxy) },
			agent: false,
			timeout,
		});
		connecting.once("timeout", () => connecting.destroy(new Error("the proxy does not answer")));
		connecting.once("error", reject);
		connecting.once("response", ({ statusCode }) => {
			connecting.destroy();
			reject(new Error(`the proxy refuses (${statusCode})`));
		});
		connecting.once("connect", ({ statusCode }, socket: Socket) => {
			if (statusCode === 200) {
				resolve(socket);
				return;
			}
			socket.destroy();
			reject(new Error(`the proxy refuses (${statusCode})`));
		});
		connecting.end();
	});
}
