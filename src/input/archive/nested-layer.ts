import { createHash } from "node:crypto";
import type { InputContext } from "../input-context.ts";
import { type Inflater, inflater } from "../stream/compression.ts";
import { compressionOf } from "../stream/compression-format.ts";
import { PassingLayer } from "../stream/passing-layer.ts";
import { type EntrySink, TarStreamReader } from "../tar/tar-stream-reader.ts";

/** A layer inside an archive that passes: unpacked and read while the archive goes by. */
export interface NestedLayer {
	readonly layer: PassingLayer;
	readonly sink: EntrySink;
	/** Settles when everything given so far has been read. Never fails: what is wrong is noted. */
	settled(): Promise<void>;
}

/** A layer whose first bytes are at hand. `file` is what messages call it; `digest` what its bytes should have. */
export function nestedLayer(
	first: Buffer,
	file: string,
	digest: string | undefined,
	context: InputContext,
): NestedLayer {
	const layer = new PassingLayer(true, context);
	const reader = new TarStreamReader(file, context.limits, (entry) => layer.visit(entry));
	const hash = digest?.startsWith("sha256:") ? createHash("sha256") : undefined;
	let into: Inflater | undefined;
	let failed = false;
	let tail = Promise.resolve();
	const then = (action: () => Promise<void>): void => {
		tail = tail.then(async () => {
			if (failed) return;
			try {
				await action();
			} catch (error) {
				failed = true;
				context.diagnostics.caught(error);
			}
		});
	};
	const start = compressionOf(first);
	return {
		layer,
		sink: {
			data(chunk) {
				hash?.update(chunk);
				if (failed) return;
				// The chunk is only good during the call, and its turn comes later.
				const copy = Buffer.from(chunk);
				then(async () => {
					into ??= inflater(start, file, context.limits, (contents) => reader.write(contents));
					await into.write(copy);
				});
			},
			end() {
				then(async () => {
					await into?.end();
					reader.close();
					const found = hash === undefined ? digest : `sha256:${hash.digest("hex")}`;
					if (found !== digest) context.diagnostics.error(`${file}: the digest does not match: it is ${found}`);
				});
			},
		},
		settled: () => tail,
	};
}
