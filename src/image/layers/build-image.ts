import { type Blob, sourceBlob } from "../../archive/blob.ts";
import { compressionBytes, compressionOf } from "../../archive/compression-format.ts";
import { type ReadLayer, readCachedLayer } from "../cache/read-cached-layer.ts";
import type { InputContext } from "../input-context.ts";
import { missingMember } from "../manifest/docker-manifest.ts";
import type { ImagePlan, PlannedLayer } from "../manifest/image-plan.ts";
import type { ArchiveMembers, MemberLayer } from "../manifest/members.ts";
import { ImageTree } from "../tree/image-tree.ts";
import { applyLayer } from "./read-layer-stream.ts";
import { RetainedFiles } from "./retained-files.ts";
import { walkLayer } from "./walked-layer.ts";

/** Compressed layers that are read at a time. zlib works in threads of its own, so two keep two cores busy. */
const lanes = 2;

/** Merges the layers of an image. A layer that is missing or cannot be read is noted; the others still count. */
export async function buildImage(plan: ImagePlan, members: ArchiveMembers, context: InputContext): Promise<ImageTree> {
	const tree = new ImageTree(context.name, context.limits, context.budget);
	const readings = plan.layers.map((layer) => reading(layer, members, context));
	for (const [index, current] of readings.entries()) {
		for (const ahead of readings.slice(index, index + lanes)) ahead.start();
		await current.apply(tree);
	}
	return tree;
}

/** One layer on its way into the tree. */
interface Reading {
	/** Begins what can be done before the layers below are in the tree. */
	start(): void;
	apply(tree: ImageTree): Promise<void>;
}

function reading(layer: PlannedLayer, members: ArchiveMembers, context: InputContext): Reading {
	try {
		return readingOf(layer, members, context);
	} catch (error) {
		context.diagnostics.caught(error);
		// It still counts: the layers above keep their numbers.
		return { start: () => {}, apply: async (tree) => tree.beginLayer(new RetainedFiles()) };
	}
}

/** Errors: InputError for a layer that is not there or whose first bytes cannot be read. */
function readingOf(layer: PlannedLayer, members: ArchiveMembers, context: InputContext): Reading {
	const member = members.layer(layer.file);
	if (member === undefined) throw missingMember(members, layer.file);
	if (member.kind === "streamed") {
		return { start: () => {}, apply: async (tree) => applyLayer(member.layer, tree, context) };
	}
	if (member.kind === "remote") return streamedReading(member.blob, context);
	return isCompressed(member) ? compressedReading(member, layer, context) : storedReading(member, context);
}

function isCompressed(member: MemberLayer & { readonly kind: "stored" }): boolean {
	return compressionOf(member.source.read(0, compressionBytes)) !== "none";
}

function storedReading({ source }: MemberLayer & { readonly kind: "stored" }, context: InputContext): Reading {
	return {
		start: () => {},
		apply: async (tree) => {
			context.progress?.({ file: source.name, bytes: 0, totalBytes: source.size });
			walkLayer(source, tree, true, context);
		},
	};
}

function compressedReading(
	{ source }: MemberLayer & { readonly kind: "stored" },
	{ digest }: PlannedLayer,
	context: InputContext,
): Reading {
	return streamedReading(sourceBlob(source, digest), context);
}

function streamedReading(blob: Blob, context: InputContext): Reading {
	let stream: Promise<ReadLayer> | undefined;
	const start = (): void => {
		stream ??= readCachedLayer(blob, context);
		// Waited for later: what goes wrong is heard of then.
		stream.catch(() => {});
	};
	return {
		start,
		apply: async (tree) => {
			start();
			const layer = await stream;
			// Its log is of no use any more.
			stream = undefined;
			if (layer !== undefined) applyLayer(layer, tree, context);
		},
	};
}
