import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { field, record, textField } from "../../image/manifest/json-value.ts";
import type { ImageReference } from "./reference.ts";

/** Who asks a registry. */
export interface Credentials {
	readonly user: string;
	readonly password: string;
	/** Stands for both where it was given (`identitytoken`): to be exchanged for an access token. */
	readonly identityToken?: string;
}

/** Runs the credential helper of a name; nothing where it knows none. */
export type CredentialHelper = (name: string, server: string) => Promise<Credentials | undefined>;

/** A configuration that is longer is nobody's. */
const LONGEST = 4 << 20;

/** The credentials that Docker's, podman's or GitLab's configuration has for an image: the first that has any counts.
 *  A helper is run only where that configuration names it.
 *  Sources: containers-auth.json(5), `docker login`, GitLab's DOCKER_AUTH_CONFIG. */
export async function credentialsFor(
	reference: ImageReference,
	environment: NodeJS.ProcessEnv,
	helper: CredentialHelper,
): Promise<Credentials | undefined> {
	for (const text of configurations(environment)) {
		const found = await credentialsIn(parsed(text), reference, helper);
		if (found !== undefined) return found;
	}
	return undefined;
}

function* configurations(environment: NodeJS.ProcessEnv): Generator<string> {
	const { DOCKER_AUTH_CONFIG, REGISTRY_AUTH_FILE, DOCKER_CONFIG, XDG_RUNTIME_DIR, XDG_CONFIG_HOME } = environment;
	const home = environment.HOME || homedir();
	if (DOCKER_AUTH_CONFIG) yield DOCKER_AUTH_CONFIG;
	const files = [
		...(REGISTRY_AUTH_FILE ? [REGISTRY_AUTH_FILE] : []),
		...(XDG_RUNTIME_DIR ? [join(XDG_RUNTIME_DIR, "containers/auth.json")] : []),
		join(XDG_CONFIG_HOME || join(home, ".config"), "containers/auth.json"),
		join(DOCKER_CONFIG || join(home, ".docker"), "config.json"),
	];
	for (const file of files) yield contentOf(file);
}

/** A file that is not there, or is not ours to read, has nothing for us. */
function contentOf(file: string): string {
	try {
		return readFileSync(file, "utf8").slice(0, LONGEST);
	} catch {
		return "{}";
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return {};
	}
}

async function credentialsIn(
	configuration: unknown,
	reference: ImageReference,
	helper: CredentialHelper,
): Promise<Credentials | undefined> {
	const keys = keysFor(reference);
	const helpers = field(configuration, "credHelpers");
	const own = keys.find((key) => textField(helpers, key) !== undefined);
	const store = textField(configuration, "credsStore");
	const named = own === undefined ? store : textField(helpers, own);
	const server = own ?? (reference.domain === "docker.io" ? HUB : reference.domain);
	const fromHelper = named === undefined || named === "" ? undefined : await helper(named, server);
	return fromHelper ?? fromAuths(field(configuration, "auths"), keys);
}

const HUB = "https://index.docker.io/v1/";

/** Most telling first: podman's files may have credentials for one repository alone. */
function keysFor({ domain, repository }: ImageReference): readonly string[] {
	const parts = repository.split("/");
	const below = parts.map((_, index) => [domain, ...parts.slice(0, parts.length - index)].join("/"));
	const hosts = domain === "docker.io" ? [domain, "index.docker.io", "registry-1.docker.io"] : [domain];
	const urls = domain === "docker.io" ? [HUB] : [`https://${domain}`, `https://${domain}/v1/`, `https://${domain}/v2/`];
	return [...below, ...hosts, ...urls];
}

function fromAuths(auths: unknown, keys: readonly string[]): Credentials | undefined {
	for (const key of keys) {
		const entry = field(auths, key);
		const found = record(entry) === undefined ? undefined : credentialsOf(entry);
		if (found !== undefined) return found;
	}
	return undefined;
}

function credentialsOf(entry: unknown): Credentials | undefined {
	const decoded = Buffer.from(textField(entry, "auth") ?? "", "base64").toString("utf8");
	const colon = decoded.indexOf(":");
	const user = textField(entry, "username") || decoded.slice(0, Math.max(colon, 0));
	// Docker pads with zero bytes.
	const password = textField(entry, "password") || (colon < 0 ? "" : decoded.slice(colon + 1).replace(/\0+$/, ""));
	const identityToken = textField(entry, "identitytoken");
	if (identityToken !== undefined && identityToken !== "") return { user, password, identityToken };
	return user === "" && password === "" ? undefined : { user, password };
}
