import type { InputDiagnostic } from "../../archive/diagnostics.ts";
import type { InputContext } from "../input-context.ts";
import type { LayerStream } from "../layers/layer-stream.ts";
import { type RetainedFile, RetainedFiles } from "../layers/retained-files.ts";
import type { StoredFile, StoredLayer } from "./stored-layer.ts";

/** What a layer that passed looks like in store. `diagnostics`: what was noted while it was read. */
export function storedLayer(layer: LayerStream, diagnostics: readonly InputDiagnostic[]): StoredLayer {
	const places = Array.from({ length: layer.contents.length }, (_, place) => place);
	return {
		log: layer.log(),
		files: places.map((place) => layer.contents.at(place) ?? null),
		examined: places.flatMap((place) => {
			const { value } = layer.contents.examined(place);
			return value === undefined ? [] : [[place, value] as const];
		}),
		diagnostics: diagnostics.map(({ severity, message, path }) => ({
			severity,
			message,
			...(path === undefined ? {} : { path }),
		})),
	};
}

/** A stored layer as if it had just passed. */
export function revivedLayer(stored: StoredLayer, context: InputContext): Pick<LayerStream, "contents" | "log"> {
	const contents = new RetainedFiles();
	const examined = new Map(stored.examined);
	stored.files.forEach((file, place) => {
		contents.add(file === null ? undefined : context.retained.adopt(retainedFile(file)), examined.get(place));
	});
	context.diagnostics.adopt(stored.diagnostics);
	return { contents, log: () => asBuffer(stored.log) };
}

function retainedFile({ ranges, data, deflated }: StoredFile): RetainedFile {
	return { ranges, data: asBuffer(data), deflated };
}

function asBuffer(bytes: Uint8Array): Buffer {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
