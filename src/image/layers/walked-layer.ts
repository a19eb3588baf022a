import { fileSource } from "../../archive/tar/stored-file.ts";
import type { SparseForm, TarEntry } from "../../archive/tar/tar-entry.ts";
import { type WalkedTarEntry, walkTar } from "../../archive/tar/tar-walk.ts";
import { bufferedSource } from "../../bytes/buffered-source.ts";
import type { ByteSource } from "../../bytes/byte-source.ts";
import { type FillingSource, sliceSource } from "../../bytes/filling-source.ts";
import { Recent } from "../../bytes/recent.ts";
import type { InputContext } from "../input-context.ts";
import type { ImageTree } from "../tree/image-tree.ts";
import type { LayerContents } from "./layer-contents.ts";
import { type FileRecord, type LayerRecord, recordOf } from "./layer-record.ts";
import { natureOf, natureOfSource } from "./nature.ts";

/** Reads a layer (or a root file system, with `inLayer` false) from an archive that can be read at any place, into a
 *  tree. What is malformed is noted and ends the layer; what came before it stays. */
export function walkLayer(archive: FillingSource, tree: ImageTree, inLayer: boolean, context: InputContext): void {
	const contents = archiveContents(archive, context);
	tree.beginLayer(contents);
	try {
		for (const walked of walkTar(archive, context.limits)) {
			const record = walkedRecord(walked, inLayer, contents, context);
			const problem = record === undefined ? undefined : tree.apply(record);
			if (problem !== undefined) context.diagnostics.warning(`ignored: ${problem}`, record?.path);
		}
	} catch (error) {
		context.diagnostics.caught(error);
	}
}

/** Sources that are remembered. */
const mostSources = 64;

interface ArchiveContents extends LayerContents {
	/** Says where a sparse file's data starts. */
	addSparse(place: number, entry: TarEntry, sparse: SparseForm): void;
}

/** Files of the archive. A place is the offset of a file's data. */
function archiveContents(archive: FillingSource, { limits }: InputContext): ArchiveContents {
	// The facts of a file and what is looked for in its bytes come from the same memory.
	const recent = new Recent<string, ByteSource>(mostSources);
	const source = (place: number, sizeBytes: number, name: string): ByteSource =>
		recent.get(`${place} ${name}`, () => newSource(place, sizeBytes, name));
	const newSource = (place: number, sizeBytes: number, name: string): ByteSource => {
		const known = sparseFiles.get(place);
		if (known === undefined) return bufferedSource(sliceSource(archive, name, place, sizeBytes));
		return fileSource(sliceSource(archive, name, place, known.entry.storedBytes), known.sparse, limits);
	};
	const sparseFiles = new Map<number, { readonly entry: TarEntry; readonly sparse: SparseForm }>();
	return {
		addSparse(place, entry, sparse) {
			sparseFiles.set(place, { entry, sparse });
		},
		facts: source,
		bytes: source,
		examined: () => ({ called: false }),
	};
}

function walkedRecord(
	{ entry, dataOffset, first }: WalkedTarEntry,
	inLayer: boolean,
	contents: ArchiveContents,
	context: InputContext,
): LayerRecord | undefined {
	const record = recordOf(entry, inLayer);
	if (record.kind === "ignored") {
		if (record.because !== "") context.diagnostics.warning(`ignored: ${record.because}`, entry.path);
		return undefined;
	}
	if (record.kind !== "file") return record;
	if (entry.sparse !== undefined) contents.addSparse(dataOffset, entry, entry.sparse);
	const { mode, owner, sizeBytes } = entry;
	const source =
		entry.sparse === undefined || sizeBytes === 0 ? undefined : contents.facts(dataOffset, sizeBytes, entry.path);
	const nature = source === undefined ? natureOf(first, sizeBytes) : natureOfSource(source);
	return { kind: "file", path: record.path, mode, owner, sizeBytes, nature, place: dataOffset } satisfies FileRecord;
}
