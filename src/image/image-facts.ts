import type { Credentials } from "./users/credentials.ts";

/** What an image, or an OCI runtime bundle, says of itself. Source: OCI image-spec config.md; Docker's image JSON has the
 *  same fields. */
export interface ImageFacts {
	/** Names that the archive gives it: `RepoTags`, `org.opencontainers.image.ref.name`. */
	readonly names: readonly string[];
	readonly os: string;
	/** In GOARCH words: `amd64`, `arm64`, ... */
	readonly architecture: string;
	readonly variant?: string;
	readonly entrypoint: readonly string[];
	readonly command: readonly string[];
	/** `NAME=value`, as given. */
	readonly environment: readonly string[];
	readonly workingDirectory: string;
	readonly user: string;
	/** As whom its processes run where the configuration says so by number; `user` then says nothing. */
	readonly credentials?: Credentials;
	/** A bundle: the runtime takes its configuration as it is, and nobody adds to it. */
	readonly isBundle?: true;
	readonly shell: readonly string[];
	readonly labels: Readonly<Record<string, string>>;
	/** The configuration's fields that nothing here looks at (ExposedPorts, Volumes, StopSignal, Healthcheck, ...), as they are. */
	readonly further?: Readonly<Record<string, unknown>>;
	/** Lowest first. */
	readonly layers: readonly LayerFacts[];
}

export interface LayerFacts {
	/** Digest of the layer as stored (`sha256:...`), where a manifest tells. */
	readonly digest?: string;
	/** Digest of its tar (rootfs.diff_ids). */
	readonly diffId?: string;
	/** The step that made it (history[].created_by). */
	readonly createdBy?: string;
	/** Its file inside the archive or layout. */
	readonly file: string;
}
