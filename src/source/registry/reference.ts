import { InputError } from "../../bytes/input-error.ts";

/** Where an image is, in the words of the distribution specification. */
export interface ImageReference {
	/** `HOST[:PORT]` of the registry's API. */
	readonly host: string;
	/** `library/alpine` */
	readonly repository: string;
	/** Tag or digest, as the API takes it. */
	readonly target: string;
	/** The digest, where the reference has one: whatever is served must have it. */
	readonly digest?: string;
	/** The key of the host in configurations of Docker. */
	readonly credentialKey: string;
}

/** What `docker pull` takes for Docker Hub, and where its API is. Source: distribution/reference, normalize.go. */
const HUB_NAMES = ["docker.io", "index.docker.io", "registry-1.docker.io"];
const HUB_API = "registry-1.docker.io";
/** Source: docker/cli, cli/config/configfile: the key is a URL since the first version of the API. */
const HUB_KEY = "https://index.docker.io/v1/";

const NAME = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const HOST =
	/^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/;
const REPOSITORY = new RegExp(`^${NAME}(?:/${NAME})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const LONGEST_NAME = 255;

/** Takes `[HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST]` apart, completed as Docker does it: without a host it is Docker Hub,
 *  without a tag `latest`.
 *  Errors: InputError `bad-reference`. Source: distribution/reference, reference.go. */
export function parseReference(text: string): ImageReference {
	const [name = "", digest, ...rest] = text.split("@");
	if (rest.length > 0) throw bad(text, "more than one @");
	if (digest !== undefined && !DIGEST.test(digest))
		throw bad(text, `${digest} is no digest (sha256: and 64 hex digits)`);
	const slash = name.indexOf("/");
	const first = slash === -1 ? "" : name.slice(0, slash);
	const hasHost = slash !== -1 && (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
	const host = hasHost ? first : "docker.io";
	const path = hasHost ? name.slice(slash + 1) : name;
	const colon = path.lastIndexOf(":");
	const tag = colon === -1 ? undefined : path.slice(colon + 1);
	const repository = colon === -1 ? path : path.slice(0, colon);
	if (!HOST.test(host)) throw bad(text, `${host} is no host`);
	if (tag !== undefined && !TAG.test(tag)) throw bad(text, `${tag} is no tag`);
	const isHub = HUB_NAMES.includes(host);
	const full = isHub && !repository.includes("/") ? `library/${repository}` : repository;
	if (!REPOSITORY.test(full) || full.length > LONGEST_NAME) {
		throw bad(
			text,
			repository === repository.toLowerCase() ? "not a repository's name" : "a repository's name is lower case",
		);
	}
	return {
		host: isHub ? HUB_API : host,
		repository: full,
		target: digest ?? tag ?? "latest",
		...(digest === undefined ? {} : { digest }),
		credentialKey: isHub ? HUB_KEY : host,
	};
}

function bad(text: string, why: string): InputError {
	return new InputError("bad-reference", text, "image reference", why);
}
