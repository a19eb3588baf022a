import type { ImageFacts, LayerFacts } from "../image-facts.ts";
import { field, listField, record, textField, textMapField, textsField } from "./json-value.ts";
import type { Platform } from "./platform.ts";

/** An image as its manifest describes it, before its layers are read. */
export interface ImagePlan {
	readonly names: readonly string[];
	/** The image's configuration, as JSON. */
	readonly config: unknown;
	/** Lowest first. */
	readonly layers: readonly PlannedLayer[];
	/** What the index says that led to it: for this platform it is pulled. */
	readonly stated?: Platform;
}

export interface PlannedLayer {
	/** Path in the archive. */
	readonly file: string;
	/** Digest of that file. */
	readonly digest?: string;
}

/** Platform that a configuration (or a descriptor's `platform`) names. */
export function platformOf(value: unknown): Platform {
	const variant = textField(value, "variant");
	return {
		os: textField(value, "os") ?? "",
		architecture: textField(value, "architecture") ?? "",
		...(variant === undefined || variant === "" ? {} : { variant }),
	};
}

/** What the configuration says. Source: OCI image-spec config.md. */
export function imageFacts(plan: ImagePlan): ImageFacts {
	const config = field(plan.config, "config");
	return {
		names: plan.names,
		...deployedOn(plan),
		entrypoint: textsField(config, "Entrypoint"),
		command: textsField(config, "Cmd"),
		environment: textsField(config, "Env"),
		workingDirectory: textField(config, "WorkingDir") || "/",
		user: textField(config, "User") ?? "",
		shell: textsField(config, "Shell"),
		labels: textMapField(config, "Labels"),
		further: furtherFields(config),
		layers: layerFacts(plan),
	};
}

const READ_FIELDS = new Set(["Entrypoint", "Cmd", "Env", "WorkingDir", "User", "Labels"]);

function furtherFields(config: unknown): Readonly<Record<string, unknown>> {
	return Object.fromEntries(Object.entries(record(config) ?? {}).filter(([name]) => !READ_FIELDS.has(name)));
}

/** Whoever pulls an image goes by its index. */
function deployedOn({ config, stated }: ImagePlan): Platform {
	const own = platformOf(config);
	if (stated === undefined || stated.architecture === "" || stated.architecture === own.architecture) return own;
	return { ...stated, os: own.os };
}

function layerFacts(plan: ImagePlan): LayerFacts[] {
	const diffIds = textsField(field(plan.config, "rootfs"), "diff_ids");
	const steps = listField(plan.config, "history").filter((step) => field(step, "empty_layer") !== true);
	return plan.layers.map(({ file, digest }, index) => {
		const diffId = diffIds[index];
		const createdBy = textField(steps[index], "created_by");
		return {
			file,
			...(digest === undefined ? {} : { digest }),
			...(diffId === undefined ? {} : { diffId }),
			...(createdBy === undefined ? {} : { createdBy }),
		};
	});
}
