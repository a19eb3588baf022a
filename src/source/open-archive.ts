import { type Blob, sourceBlob, streamBlob } from "../archive/blob.ts";
import type { Diagnostics } from "../archive/diagnostics.ts";
import { firstContents } from "../archive/first-contents.ts";
import type { ByteSource } from "../bytes/byte-source.ts";
import { InputError } from "../bytes/input-error.ts";
import { directoryTree } from "../disk/directory-tree.ts";
import { closePooledFiles } from "../disk/pooled-file.ts";
import { strayRoot } from "../image/bundle/find-bundle.ts";
import type { InputContext } from "../image/input-context.ts";
import { streamArchive } from "../image/layers/archive-pass.ts";
import { buildImage } from "../image/layers/build-image.ts";
import { walkLayer } from "../image/layers/walked-layer.ts";
import type { ImagePlan } from "../image/manifest/image-plan.ts";
import type { ArchiveMembers } from "../image/manifest/members.ts";
import { treeMembers } from "../image/manifest/tree-members.ts";
import { ImageTree } from "../image/tree/image-tree.ts";
import { fileTree } from "../tree/path-resolution.ts";
import { inputContext } from "./archive-context.ts";
import { imagesOf } from "./images-of.ts";
import { diagnosticsOf, type InputSession, unrecognised } from "./input-session.ts";
import type { InputSpec } from "./input-spec.ts";
import { openBundleTree } from "./open-bundle.ts";
import { type Opening, openedImage } from "./opened-forms.ts";
import type { OpenedInput } from "./opened-input.ts";
import { recognise, recognisingBytes } from "./recognise.ts";
import { checkedSize, streamedFile } from "./streamed-file.ts";

/** An uncompressed archive in a file: image or root file system.
 *  Errors: InputError, as for `openInput`. */
export async function openStoredArchive(
	session: InputSession,
	source: ByteSource,
	close: () => void,
): Promise<readonly OpenedInput[]> {
	const diagnostics = diagnosticsOf(session);
	const tree = new ImageTree(session.spec.path, session.limits, session.budget);
	walkLayer(source, tree, false, inputContext(session, diagnostics));
	return openTree(session, tree, treeMembers(session.spec.path, fileTree(tree), session.limits), diagnostics, close);
}

/** A compressed archive in a file.
 *  Errors: InputError, as for `openInput`. */
export function openCompressedArchive(
	session: InputSession,
	source: ByteSource,
	close: () => void,
): Promise<readonly OpenedInput[]> {
	return openArchiveStream(session, sourceBlob(source), close);
}

/** An archive that passes once; or, compressed, a single file.
 *  Errors: InputError, as for `openInput`. */
export async function openArchiveStream(
	session: InputSession,
	stream: Blob,
	close: () => void,
): Promise<readonly OpenedInput[]> {
	const { spec, limits } = session;
	const diagnostics = diagnosticsOf(session);
	const context = inputContext(session, diagnostics);
	const { contents, blob } = await firstContents(stream, context, recognisingBytes);
	const found = recognise(contents);
	if (found === undefined && contents.length > 0) throw unrecognised(session, contents);
	if (found === "file" && spec.scheme === "auto") {
		const bytes = await wholeContents(blob, context, session);
		close();
		return [streamedFile(session, bytes)];
	}
	const tree = new ImageTree(spec.path, limits, session.budget);
	const streamed = await streamArchive(blob, tree, context);
	return openTree(session, tree, treeMembers(spec.path, fileTree(tree), limits, streamed), diagnostics, close);
}

async function wholeContents(blob: Blob, context: InputContext, session: InputSession): Promise<Buffer> {
	const parts: Buffer[] = [];
	let size = 0;
	await streamBlob(blob, context, (chunk) => {
		size = checkedSize(size + chunk.length, session);
		parts.push(Buffer.from(chunk));
	});
	return Buffer.concat(parts);
}

/** A folder with an OCI layout or an unpacked `docker save`; nothing where it is neither.
 *  Errors: InputError, as for `openInput`. */
export async function openImageFolder(session: InputSession): Promise<readonly OpenedInput[] | undefined> {
	const diagnostics = diagnosticsOf(session);
	const members = treeMembers(session.spec.path, directoryTree(session.spec.path), session.limits);
	const plans = plansOf(session, members, diagnostics);
	return plans === undefined ? undefined : openPlans(session, plans, members, diagnostics, closePooledFiles);
}

/** An image whose parts are at hand, or are fetched when they are read.
 *  Errors: InputError, as for `openInput`. */
export function openMembers(
	session: InputSession,
	members: ArchiveMembers,
	diagnostics: Diagnostics,
): Promise<readonly OpenedInput[]> {
	return openPlans(session, plansOf(session, members, diagnostics) ?? [], members, diagnostics, () => {});
}

async function openTree(
	session: InputSession,
	tree: ImageTree,
	members: ArchiveMembers,
	diagnostics: Diagnostics,
	close: () => void,
): Promise<readonly OpenedInput[]> {
	const { spec, options } = session;
	const isEmpty = tree.walk().next().done === true;
	const [first] = diagnostics.list;
	if (isEmpty && first !== undefined)
		throw new InputError("unreadable", spec.path, "archive", withoutName(first.message, spec.path));
	const plans = spec.scheme === "rootfs" ? undefined : plansOf(session, members, diagnostics);
	if (plans !== undefined) return openPlans(session, plans, members, diagnostics, close);
	if (spec.scheme !== "auto" && spec.scheme !== "rootfs") throw unrecognised(session);
	const opening: Opening = { source: spec.text, diagnostics, budget: session.budget, examine: options.examine, close };
	const bundle = spec.scheme === "auto" ? openBundleTree(session, tree, opening) : undefined;
	if (bundle !== undefined) return [bundle];
	const stray = spec.scheme === "auto" ? strayRoot(fileTree(tree)) : undefined;
	if (stray !== undefined) throw strayRootError(spec, stray);
	return [openedImage(opening, tree, undefined)];
}

/** Judged as it stands, nothing in such a root would be where programs and loaders look for it. */
function strayRootError({ path }: InputSpec, root: string): InputError {
	const folder = root.slice(1);
	const remedy = `archive what is in it (tar -C ${folder} -cf NAME.tar .), or force it with rootfs:`;
	const detail = `its root file system is in the folder ${folder}/, without the config.json of an OCI runtime bundle beside it: ${remedy}`;
	return new InputError("unrecognised", path, "archive", detail);
}

function withoutName(message: string, name: string): string {
	return message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message;
}

function plansOf(session: InputSession, members: ArchiveMembers, diagnostics: Diagnostics): ImagePlan[] | undefined {
	const { spec, platform, limits } = session;
	return imagesOf(members, { spec, platform, limits, diagnostics });
}

async function openPlans(
	session: InputSession,
	plans: readonly ImagePlan[],
	members: ArchiveMembers,
	diagnostics: Diagnostics,
	close: () => void,
): Promise<readonly OpenedInput[]> {
	if (plans.length === 0)
		throw new InputError("no-such-image", session.spec.path, "manifest", "it names no image that is there");
	const { budget, options } = session;
	const closeOne = closedByLast(plans.length, close);
	const opened: OpenedInput[] = [];
	for (const [index, plan] of plans.entries()) {
		const source = plans.length === 1 ? session.spec.text : `${session.spec.text}:${plan.names[0] ?? `@${index}`}`;
		// What is wrong with the archive itself is said once, with its first image.
		const own = index === 0 ? diagnostics.renamed(source) : diagnosticsOf(session).renamed(source);
		const tree = await buildImage(plan, members, inputContext(session, own));
		opened.push(
			openedImage({ source, diagnostics: own, budget, examine: options.examine, close: closeOne }, tree, plan),
		);
	}
	return opened;
}

/** Images of one archive share its file. */
function closedByLast(count: number, close: () => void): () => void {
	let open = count;
	return () => {
		open -= 1;
		if (open === 0) close();
	};
}
