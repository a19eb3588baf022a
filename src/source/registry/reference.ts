import { InputError } from "../../bytes/input-error.ts";

/** The name of an image in a registry, taken apart. Source: github.com/distribution/reference, as Docker completes it. */
export interface ImageReference {
	/** As Docker writes it: `alpine:3.20`, `ghcr.io/owner/app:1.4`. */
	readonly familiar: string;
	/** Where the registry answers, with its port: `registry-1.docker.io`, `registry.corp:5000`, `[::1]:5000`. */
	readonly host: string;
	/** What credentials are kept for: `docker.io` for Docker Hub. */
	readonly domain: string;
	/** `library/alpine` */
	readonly repository: string;
	/** What is asked for: the digest where there is one, else the tag. */
	readonly version: string;
	readonly digest?: string;
}

const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const DOMAIN =
	/^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;
const LONGEST_NAME = 255;

/** Whether a text is a digest that can be checked. */
export function isDigest(text: string): boolean {
	return DIGEST.test(text);
}

/** Takes `[HOST[:PORT]/]PATH[:TAG][@DIGEST]` apart. `text` is what messages call it.
 *  Errors: InputError `bad-reference`. */
export function parseReference(reference: string, text: string): ImageReference {
	const [named = "", digest, ...more] = reference.split("@");
	const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
	const name = colon < 0 ? named : named.slice(0, colon);
	const tag = colon < 0 ? undefined : named.slice(colon + 1);
	const { domain, path } = splitDomain(name);
	const repository = domain === "docker.io" && !path.includes("/") ? `library/${path}` : path;
	const isGood =
		more.length === 0 &&
		DOMAIN.test(domain) &&
		REPOSITORY.test(repository) &&
		name.length <= LONGEST_NAME &&
		(tag === undefined || TAG.test(tag)) &&
		(digest === undefined || DIGEST.test(digest));
	if (!isGood) {
		throw new InputError("bad-reference", text, "reference", "not of the form [HOST[:PORT]/]NAME[:TAG][@DIGEST]");
	}
	const version = digest ?? tag ?? "latest";
	const short = domain === "docker.io" ? repository.replace(/^library\//, "") : `${domain}/${repository}`;
	return {
		familiar: digest === undefined ? `${short}:${version}` : `${short}@${digest}`,
		host: domain === "docker.io" ? "registry-1.docker.io" : domain,
		domain,
		repository,
		version,
		...(digest === undefined ? {} : { digest }),
	};
}

/** What stands before the first slash is a host where it looks like one. */
function splitDomain(name: string): { readonly domain: string; readonly path: string } {
	const slash = name.indexOf("/");
	const first = name.slice(0, Math.max(slash, 0));
	if (slash < 0 || !(/[.:]/.test(first) || first === "localhost" || /[A-Z]/.test(first))) {
		return { domain: "docker.io", path: name };
	}
	const domain = first === "index.docker.io" || first === "registry-1.docker.io" ? "docker.io" : first;
	return { domain, path: name.slice(slash + 1) };
}
