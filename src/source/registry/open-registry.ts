import type { Blob } from "../../archive/blob.ts";
import { InputError } from "../../bytes/input-error.ts";
import type { ArchiveMembers } from "../../image/manifest/members.ts";
import { diagnosticsOf, type InputSession } from "../input-session.ts";
import { openMembers } from "../open-archive.ts";
import type { OpenedInput } from "../opened-input.ts";
import { blobStream, type RemoteBlob } from "./blob-stream.ts";
import { parseReference } from "./reference.ts";
import { RegistryClient } from "./registry-client.ts";
import { type RemoteImage, remoteImage } from "./remote-image.ts";

/** Opens an image of a registry: its layers are read while they come, and kept nowhere.
 *  What does not come in full, or comes otherwise than its manifest says, is no image.
 *  Errors: InputError, as for `remoteImage` and `openInput`. */
export async function openRegistry(session: InputSession, image: string): Promise<readonly OpenedInput[]> {
	const { spec, platform, limits, options } = session;
	const reference = parseReference(image, spec.text);
	const client = new RegistryClient(reference, {
		name: spec.text,
		environment: process.env,
		plainHttp: options.plainHttp === true,
	});
	try {
		const diagnostics = diagnosticsOf(session);
		const remote = await remoteImage({ client, platform, limits, diagnostics });
		const failures: InputError[] = [];
		const members = membersOf(session, remote, reference.familiar, (blob) => fetched(session, client, blob, failures));
		const opened = await openMembers(session, members, diagnostics, () => {});
		const [failure] = failures;
		if (failure === undefined) return opened;
		for (const each of opened) each.close();
		throw failure;
	} finally {
		client.close();
	}
}

/** The image as an OCI layout would hold it. */
function membersOf(
	{ spec }: InputSession,
	{ manifest, config, stated, layers }: RemoteImage,
	name: string,
	blobOf: (blob: RemoteBlob) => Blob,
): ArchiveMembers {
	const index = {
		manifests: [
			{
				digest: manifest.digest,
				annotations: { "org.opencontainers.image.ref.name": name },
				...(stated === undefined ? {} : { platform: stated }),
			},
		],
	};
	const files = new Map([
		["index.json", Buffer.from(JSON.stringify(index))],
		[pathOf(manifest.digest), manifest.bytes],
		[pathOf(config.digest), config.bytes],
	]);
	const byPath = new Map([...layers.values()].map((layer) => [pathOf(layer.digest), layer]));
	return {
		name: spec.path,
		json: (path) => files.get(path),
		layer: (path) => {
			const found = byPath.get(path);
			return found === undefined ? undefined : { kind: "fetched", blob: blobOf(found) };
		},
	};
}

function pathOf(digest: string): string {
	return `blobs/${digest.replace(":", "/")}`;
}

/** A layer that can be asked for again and again; after a failure nothing more is asked for. */
function fetched(
	{ spec, budget }: InputSession,
	client: RegistryClient,
	{ digest, sizeBytes }: RemoteBlob,
	failures: InputError[],
): Blob {
	let allowed = 0;
	return {
		name: `${spec.path}!${pathOf(digest)}`,
		sizeBytes,
		digest,
		repeatable: true,
		async *chunks() {
			const [failure] = failures;
			if (failure !== undefined) throw failure;
			let had = 0;
			try {
				for await (const chunk of blobStream(client, { digest, sizeBytes })) {
					had += chunk.length;
					// What comes a second time is no more work to allow for.
					budget.allowFor(Math.max(0, had - allowed));
					allowed = Math.max(allowed, had);
					yield chunk;
				}
			} catch (error) {
				if (error instanceof InputError) failures.push(error);
				throw error;
			}
		},
	};
}
