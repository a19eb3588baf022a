import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";

/** One request that a registry had. */
export interface Asked {
	readonly path: string;
	readonly headers: IncomingMessage["headers"];
}

type Handler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A registry in memory, on the loopback. `before` may answer a request itself, by returning true. */
export class ScriptedRegistry {
	readonly asked: Asked[] = [];
	readonly blobs = new Map<string, Buffer>();
	readonly manifests = new Map<string, Buffer>();
	before: Handler = () => false;
	/** Bytes of blobs and manifests that were sent. */
	sent = 0;
	host = "";
	readonly #server: Server = createServer((request, response) => this.#answer(request, response));

	async start(): Promise<this> {
		await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
		const address = this.#server.address();
		if (address === null || typeof address === "string") throw new Error("no port");
		this.host = `127.0.0.1:${address.port}`;
		return this;
	}

	stop(): void {
		this.#server.closeAllConnections();
		this.#server.close();
	}

	/** Forgets what was asked and how to answer. */
	reset(): void {
		this.asked.length = 0;
		this.sent = 0;
		this.before = () => false;
	}

	blob(bytes: Buffer): { readonly digest: string; readonly size: number } {
		const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
		this.blobs.set(digest, bytes);
		return { digest, size: bytes.length };
	}

	/** Adds an image of these layers (compressed already); its descriptor. */
	image(tag: string, layers: readonly Buffer[], architecture = "amd64") {
		const config = {
			os: "linux",
			architecture,
			config: { Entrypoint: ["/app"] },
			rootfs: { type: "layers", diff_ids: [] },
		};
		return this.manifest(tag, {
			schemaVersion: 2,
			mediaType: MANIFEST,
			config: {
				mediaType: "application/vnd.oci.image.config.v1+json",
				...this.blob(Buffer.from(JSON.stringify(config))),
			},
			layers: layers.map((layer) => ({
				mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
				...this.blob(layer),
			})),
		});
	}

	manifest(tag: string, content: object) {
		const bytes = Buffer.from(JSON.stringify(content));
		const { digest, size } = this.blob(bytes);
		this.manifests.set(tag, bytes);
		this.manifests.set(digest, bytes);
		return { mediaType: MANIFEST, digest, size };
	}

	#answer(request: IncomingMessage, response: ServerResponse): void {
		const path = request.url ?? "";
		this.asked.push({ path, headers: request.headers });
		if (this.before(request, response)) return;
		const [, kind, name = ""] = /^\/v2\/app\/(manifests|blobs)\/(.*)$/.exec(path) ?? [];
		const bytes = kind === "manifests" ? this.manifests.get(name) : this.blobs.get(name);
		if (bytes === undefined) {
			response.writeHead(404).end("{}");
			return;
		}
		const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
		const body = bytes.subarray(from);
		this.sent += body.length;
		response.writeHead(from === 0 ? 200 : 206, {
			"content-length": body.length,
			...(from === 0 ? {} : { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
		});
		response.end(body);
	}
}

export const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
export const INDEX = "application/vnd.oci.image.index.v1+json";

/** A compressed layer with these files. */
export async function layerOf(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
	const archive = pack();
	for (const [name, content] of Object.entries(files)) archive.entry({ name, mode: 0o755 }, content);
	archive.finalize();
	const parts: Buffer[] = [];
	for await (const chunk of archive) if (Buffer.isBuffer(chunk)) parts.push(chunk);
	return gzipSync(Buffer.concat(parts));
}
