/** A target's name taken apart: `alpine:3.20+gcompat` is a base and its add-ons. */
export interface TargetName {
	readonly base: string;
	readonly addOns: readonly string[];
}

/** Registries and tags that do not change what an image is to a loader. */
const prefix =
	/^((index\.|registry-1\.)?docker\.io\/|public\.ecr\.aws\/docker\/|mirror\.gcr\.io\/)?(library\/)?(gcr\.io\/)?/;
const distrolessTag = /^(distroless\/[^:]+):(latest|nonroot)$/;

/** Takes a name apart. `+` inside a base (`libstdc++`) belongs to the add-on's name. */
export function parseTargetName(name: string): TargetName {
	const [base = "", ...addOns] = name.split(/\+(?=[a-z])/);
	return { base: base.replace(prefix, "").replace(distrolessTag, "$1"), addOns };
}
