import { createHash, type Hash } from "node:crypto";
import { type Inflater, inflater } from "../../archive/compression.ts";
import { type Compression, compressionOf } from "../../archive/compression-format.ts";
import { type EntrySink, TarStreamReader } from "../../archive/tar/tar-stream-reader.ts";
import type { InputContext } from "../input-context.ts";
import { LayerStream } from "./layer-stream.ts";

/** A layer inside an archive that passes: unpacked and read while the archive goes by. What is wrong with it is noted
 *  and ends it. */
export class NestedLayer implements EntrySink {
	readonly layer: LayerStream;
	readonly #file: string;
	readonly #digest: string | undefined;
	readonly #context: InputContext;
	readonly #reader: TarStreamReader;
	readonly #compression: Compression;
	readonly #hash: Hash | undefined;
	#into: Inflater | undefined;
	#hasFailed = false;
	#tail: Promise<void> = Promise.resolve();

	/** `first`: its first bytes, which are still to be given to `data`. `file` is what messages call it; `digest` what
	 *  its bytes should have. */
	constructor(first: Buffer, file: string, digest: string | undefined, context: InputContext) {
		const layer = new LayerStream(true, context);
		this.layer = layer;
		this.#file = file;
		this.#digest = digest;
		this.#context = context;
		this.#reader = new TarStreamReader(file, context.limits, (entry) => layer.visit(entry));
		this.#compression = compressionOf(first);
		this.#hash = digest?.startsWith("sha256:") ? createHash("sha256") : undefined;
	}

	data(chunk: Buffer): void {
		this.#hash?.update(chunk);
		if (this.#hasFailed) return;
		if (this.#compression === "none") {
			this.#attempt(() => this.#reader.write(chunk));
			return;
		}
		// The chunk is only good during the call, and its turn comes later.
		const copy = Buffer.from(chunk);
		this.#later(async () => this.#inflater().write(copy));
	}

	end(): void {
		this.#later(async () => {
			if (this.#compression !== "none") await this.#inflater().end();
			this.#reader.close();
		});
		this.#tail = this.#tail.then(() => this.#checkDigest());
	}

	/** Nothing more comes, be it cut short. Settles when everything given has been read. */
	async finish(): Promise<void> {
		await this.#tail;
		this.layer.finish();
	}

	/** Settles when everything given so far has been read. Never fails. */
	settled(): Promise<void> {
		return this.#tail;
	}

	#inflater(): Inflater {
		const { limits } = this.#context;
		this.#into ??= inflater(this.#compression, this.#file, limits, (contents) => this.#reader.write(contents));
		return this.#into;
	}

	#checkDigest(): void {
		const found = this.#hash === undefined ? this.#digest : `sha256:${this.#hash.digest("hex")}`;
		if (found !== this.#digest) {
			this.#context.diagnostics.error(`${this.#file}: the digest does not match: it is ${found}`);
		}
	}

	#attempt(action: () => void): void {
		try {
			action();
		} catch (error) {
			this.#fail(error);
		}
	}

	#later(action: () => Promise<void>): void {
		this.#tail = this.#tail.then(async () => {
			if (this.#hasFailed) return;
			await action().catch((error: unknown) => this.#fail(error));
		});
	}

	#fail(error: unknown): void {
		this.#hasFailed = true;
		this.#context.diagnostics.caught(error);
	}
}
