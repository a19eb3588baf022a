import type { ImageFacts } from "../image/image-facts.ts";

/** What the image is to start, and how. */
export interface PackedConfiguration {
	/** In GOARCH words. */
	readonly architecture: string;
	readonly variant?: string;
	readonly entrypoint: readonly string[];
	readonly command: readonly string[];
	/** `NAME=value`. */
	readonly environment: readonly string[];
	readonly workingDirectory: string;
	readonly user: string;
	readonly labels: Readonly<Record<string, string>>;
	/** Fields of the builder image's `config` that nothing here looks at: ExposedPorts, Volumes, StopSignal, Healthcheck. */
	readonly further?: Readonly<Record<string, unknown>>;
}

/** The configuration as the judgement of images knows it. */
export function factsOf(configuration: PackedConfiguration): ImageFacts {
	const { architecture, variant, entrypoint, command, environment, workingDirectory, user, labels } = configuration;
	return {
		names: [],
		os: "linux",
		architecture,
		...(variant === undefined ? {} : { variant }),
		entrypoint,
		command,
		environment,
		workingDirectory,
		user,
		shell: [],
		labels,
		layers: [],
	};
}

/** The image's JSON. Source: OCI image-spec config.md.
 *  @param created seconds since the epoch */
export function configurationJson(
	{ architecture, variant, entrypoint, command, environment, ...rest }: PackedConfiguration,
	diffId: string,
	created: number,
): Buffer {
	const date = new Date(created * 1000).toISOString().replace(".000", "");
	const config = {
		...rest.further,
		Env: environment,
		...(entrypoint.length === 0 ? {} : { Entrypoint: entrypoint }),
		...(command.length === 0 ? {} : { Cmd: command }),
		...(rest.user === "" ? {} : { User: rest.user }),
		...(Object.keys(rest.labels).length === 0 ? {} : { Labels: rest.labels }),
		WorkingDir: rest.workingDirectory,
	};
	return Buffer.from(
		JSON.stringify({
			created: date,
			architecture,
			...(variant === undefined ? {} : { variant }),
			os: "linux",
			config,
			rootfs: { type: "layers", diff_ids: [diffId] },
			history: [{ created: date, created_by: "elfspect pack" }],
		}),
	);
}
