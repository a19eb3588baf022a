import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { rawTar } from "../../archive/tar/tar-writer.ts";

/** How a registry behaves that is not as it should be, or wants to know who asks. */
export interface Behaviour {
	readonly auth?: "basic" | "token";
	/** Ends the first answer with a layer after so many bytes; `ranges: false` starts again when asked for the rest. */
	readonly cutAfter?: number;
	readonly ranges?: boolean;
	/** Answers of 429 before the first real one. */
	readonly busy?: number;
	/** Serves another layer than the manifest says. */
	readonly corrupt?: boolean;
	/** Where blobs are redirected to. */
	readonly redirect?: (path: string) => string;
	readonly manifestPadding?: number;
	/** Answers layers without an end. */
	readonly endless?: boolean;
}

export interface FakeRegistry {
	/** `127.0.0.1:PORT/tools/app` */
	readonly name: string;
	readonly host: string;
	readonly requests: readonly { readonly path: string; readonly authorization: string | undefined }[];
	/** Bytes of layers that were sent. */
	readonly sent: () => number;
	readonly layerDigest: string;
	close(): Promise<void>;
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const INDEX = "application/vnd.oci.image.index.v1+json";

/** A registry on this machine with one image for linux/amd64, `tools/app:1`, and an index of it, `tools/app:all`. */
export async function fakeRegistry(program: Buffer, behaviour: Behaviour = {}): Promise<FakeRegistry> {
	const layer = gzipSync(rawTar([{ name: "app", mode: 0o755, data: program }]));
	const diffId = digest(rawTar([{ name: "app", mode: 0o755, data: program }]));
	const config = json({
		architecture: "amd64",
		os: "linux",
		config: { Entrypoint: ["/app"], padding: "x".repeat(behaviour.manifestPadding ?? 0) },
		rootfs: { type: "layers", diff_ids: [diffId] },
	});
	const manifest = json({
		schemaVersion: 2,
		mediaType: MANIFEST,
		config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: digest(config), size: config.length },
		layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: digest(layer), size: layer.length }],
	});
	const index = json({
		schemaVersion: 2,
		mediaType: INDEX,
		manifests: [
			{ digest: `sha256:${"0".repeat(64)}`, platform: { os: "unknown", architecture: "unknown" } },
			{ mediaType: MANIFEST, digest: digest(manifest), size: 1, platform: { os: "linux", architecture: "amd64" } },
		],
	});
	const manifests = new Map([
		["1", manifest],
		[digest(manifest), manifest],
		["all", index],
		[digest(index), index],
	]);
	const blobs = new Map([
		[digest(config), config],
		[digest(layer), layer],
	]);
	const requests: { path: string; authorization: string | undefined }[] = [];
	const state = { busy: behaviour.busy ?? 0, cut: behaviour.cutAfter, sent: 0 };
	const server = createServer((request, response) => {
		const path = request.url ?? "";
		requests.push({ path, authorization: request.headers.authorization });
		answer(request, response, path);
	});
	const refuse = (response: ServerResponse, host: string): void => {
		const challenge =
			behaviour.auth === "basic" ? 'Basic realm="here"' : `Bearer realm="http://${host}/token",service="here"`;
		response.writeHead(401, { "www-authenticate": challenge }).end();
	};
	const answer = (request: IncomingMessage, response: ServerResponse, path: string): void => {
		const { authorization, host = "" } = request.headers;
		if (state.busy > 0) {
			state.busy -= 1;
			response.writeHead(429, { "retry-after": "0" }).end();
			return;
		}
		if (path.startsWith("/token?")) {
			const isUser = authorization === `Basic ${Buffer.from("me:secret").toString("base64")}`;
			response.writeHead(isUser ? 200 : 401).end(JSON.stringify({ token: "abc" }));
			return;
		}
		const wanted = {
			basic: `Basic ${Buffer.from("me:secret").toString("base64")}`,
			token: "Bearer abc",
			none: authorization,
		};
		if (authorization !== wanted[behaviour.auth ?? "none"]) {
			refuse(response, host);
			return;
		}
		const [, kind, name = ""] = /^\/(?:v2\/tools\/app|elsewhere)\/(manifests|blobs)\/(.+)$/.exec(path) ?? [];
		const found = kind === "manifests" ? manifests.get(name) : blobs.get(name);
		if (found === undefined) {
			response.writeHead(404).end();
			return;
		}
		if (kind === "blobs" && behaviour.redirect !== undefined && !path.startsWith("/elsewhere")) {
			response.writeHead(307, { location: behaviour.redirect(path) }).end();
			return;
		}
		const type = found === index ? INDEX : found === manifest ? MANIFEST : "application/octet-stream";
		if (found === layer) sendLayer(request, response);
		else response.writeHead(200, { "content-type": type }).end(found);
	};
	const sendLayer = (request: IncomingMessage, response: ServerResponse): void => {
		const bytes = Buffer.from(layer);
		// The time in gzip's header: the contents are the same.
		if (behaviour.corrupt === true) bytes[4] = 1;
		const start = behaviour.ranges === false ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
		if (behaviour.endless === true) {
			response.writeHead(200);
			const more = (): void => {
				if (!response.destroyed) response.write(Buffer.alloc(1 << 16), more);
			};
			response.write(layer, more);
			return;
		}
		const end = state.cut ?? bytes.length;
		state.cut = undefined;
		state.sent += Math.max(0, end - start);
		response.writeHead(start > 0 ? 206 : 200, { "content-length": bytes.length - start });
		response.write(bytes.subarray(start, end), () => (end < bytes.length ? response.destroy() : response.end()));
	};
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
	const host = `127.0.0.1:${addressOf(server.address()).port}`;
	return {
		name: `${host}/tools/app`,
		host,
		requests,
		sent: () => state.sent,
		layerDigest: digest(layer),
		async close() {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
	if (address === null || typeof address === "string") throw new Error("it listens nowhere");
	return address;
}

function digest(bytes: Buffer): string {
	return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function json(value: unknown): Buffer {
	return Buffer.from(JSON.stringify(value));
}
