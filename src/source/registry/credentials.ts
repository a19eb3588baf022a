import { readFileSync } from "node:fs";
import { join } from "node:path";
import { field, record, textField } from "../../image/manifest/json-value.ts";
import { helperCredentials } from "./credential-helper.ts";

/** With what a registry is asked. */
export type Credentials =
	| { readonly kind: "basic"; readonly user: string; readonly password: string }
	/** To be changed for an access token. Source: docker/cli, `identitytoken`. */
	| { readonly kind: "identity"; readonly token: string };

/** The files in which engines keep credentials, the first one that knows a registry counts: DOCKER_AUTH_CONFIG (its text),
 *  REGISTRY_AUTH_FILE, podman's, Docker's.
 *  Source: containers-auth.json(5), docker-login(1), GitLab's DOCKER_AUTH_CONFIG. */
export function credentialsFor(
	{
		credentialKey,
		host,
		repository,
	}: { readonly credentialKey: string; readonly host: string; readonly repository: string },
	environment: NodeJS.ProcessEnv,
): Credentials | undefined {
	for (const configuration of configurations(environment)) {
		const found =
			fromHelper(configuration, [credentialKey, host], environment) ??
			fromAuths(configuration, keysFor(credentialKey, host, repository));
		if (found !== undefined) return found;
	}
	return undefined;
}

function configurations(environment: NodeJS.ProcessEnv): readonly unknown[] {
	const home = environment.HOME ?? "";
	const files = [
		environment.REGISTRY_AUTH_FILE,
		environment.XDG_RUNTIME_DIR && join(environment.XDG_RUNTIME_DIR, "containers/auth.json"),
		home && join(environment.XDG_CONFIG_HOME || join(home, ".config"), "containers/auth.json"),
		join(environment.DOCKER_CONFIG || join(home, ".docker"), "config.json"),
	];
	const texts = [environment.DOCKER_AUTH_CONFIG, ...files.map((file) => (file ? textOf(file) : undefined))];
	return texts.flatMap((text) => (text ? parsed(text) : []));
}

function textOf(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}

function parsed(text: string): readonly unknown[] {
	try {
		return [JSON.parse(text)];
	} catch {
		return [];
	}
}

/** `credHelpers` names a helper for one registry, `credsStore` one for all. */
function fromHelper(
	configuration: unknown,
	keys: readonly string[],
	environment: NodeJS.ProcessEnv,
): Credentials | undefined {
	const helpers = field(configuration, "credHelpers");
	for (const key of keys) {
		const helper = textField(helpers, key) ?? textField(configuration, "credsStore");
		const found = helper === undefined ? undefined : helperCredentials(helper, key, environment);
		if (found === undefined) continue;
		return found.user === "<token>"
			? { kind: "identity", token: found.secret }
			: { kind: "basic", user: found.user, password: found.secret };
	}
	return undefined;
}

/** podman keys credentials by namespaces, too: the longest one that fits comes first. */
function keysFor(credentialKey: string, host: string, repository: string): readonly string[] {
	const names = repository.split("/");
	const spaces = names.map((_, index) => `${host}/${names.slice(0, names.length - index).join("/")}`);
	return [
		...spaces,
		credentialKey,
		host,
		`https://${host}`,
		`https://${host}/v1/`,
		`https://${host}/v2/`,
		"docker.io",
	].filter((key) => key !== "docker.io" || credentialKey.includes("docker.io"));
}

function fromAuths(configuration: unknown, keys: readonly string[]): Credentials | undefined {
	const auths = record(field(configuration, "auths"));
	for (const key of keys) {
		const entry = field(auths, key) ?? field(auths, `${key}/`);
		const token = textField(entry, "identitytoken");
		if (token) return { kind: "identity", token };
		const [user, ...password] = Buffer.from(textField(entry, "auth") ?? "", "base64")
			.toString("utf8")
			.split(":");
		if (user && password.length > 0) return { kind: "basic", user, password: password.join(":") };
		const [plainUser, plainPassword] = [textField(entry, "username"), textField(entry, "password")];
		if (plainUser && plainPassword) return { kind: "basic", user: plainUser, password: plainPassword };
	}
	return undefined;
}
