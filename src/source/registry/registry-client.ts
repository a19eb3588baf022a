import { InputError } from "../../bytes/input-error.ts";
import { nearnessOfHost } from "./addresses.ts";
import { type Challenge, challengeOf } from "./challenge.ts";
import { askCredentialHelper } from "./credential-helper.ts";
import { type Credentials, credentialsFor } from "./credentials.ts";
import { HttpConnections, type HttpReply } from "./http.ts";
import { networkError } from "./network-error.ts";
import { follow } from "./redirects.ts";
import type { ImageReference } from "./reference.ts";
import { leave } from "./reply-body.ts";
import { basicAuthorization, bearerToken } from "./token.ts";
import { waitFor } from "./waiting.ts";

/** Times that a registry may ask for patience, or for a fresh token, per request. */
const MOST_ATTEMPTS = 4;

/** How a registry is asked. */
export interface RegistryOptions {
	/** What messages call the image. */
	readonly name: string;
	readonly environment: NodeJS.ProcessEnv;
	/** Without TLS; this machine is asked so, too, where it does not speak TLS. */
	readonly plainHttp: boolean;
}

/** Asks one registry for one repository, signed in where it wants that. */
export class RegistryClient {
	readonly reference: ImageReference;
	readonly name: string;
	readonly #connections: HttpConnections;
	readonly #environment: NodeJS.ProcessEnv;
	#base: URL;
	#authorization: string | undefined;
	#credentials: Promise<Credentials | undefined> | undefined;
	/** What was asked first finds out how the registry wants to be asked. */
	#first: Promise<unknown> | undefined;

	constructor(reference: ImageReference, { name, environment, plainHttp }: RegistryOptions) {
		this.reference = reference;
		this.name = name;
		this.#environment = environment;
		this.#connections = new HttpConnections(environment);
		this.#base = new URL(`${plainHttp ? "http" : "https"}://${reference.host}/v2/${reference.repository}/`);
	}

	/** A good answer (200 or 206) for `manifests/TAG` or `blobs/DIGEST`.
	 *  Errors: InputError `unauthorised`, `not-found`, `rate-limit`, `bad-redirect`, `unreachable`. */
	async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpReply> {
		await this.#first?.catch(() => {});
		const answer = this.#get(path, headers);
		this.#first ??= answer;
		return this.complete(answer);
	}

	/** What is read of an answer, with the network's errors in our words. */
	async complete<T>(reading: Promise<T>): Promise<T> {
		try {
			return await reading;
		} catch (error) {
			throw networkError(error, this.name, this.#base.host);
		}
	}

	close(): void {
		this.#connections.close();
	}

	async #get(path: string, headers: Readonly<Record<string, string>>): Promise<HttpReply> {
		let hasSignedIn = false;
		for (let attempt = 1; ; attempt += 1) {
			const reply = await this.#ask(path, headers);
			const { status } = reply;
			if (status === 200 || status === 206) return reply;
			leave(reply);
			const challenge = status === 401 && !hasSignedIn ? challengeOf(reply.header("www-authenticate")) : undefined;
			const mayWait = (status === 429 || status === 503) && attempt < MOST_ATTEMPTS;
			if (challenge !== undefined) {
				hasSignedIn = true;
				await this.#signIn(challenge);
			} else if (!mayWait || !(await waitFor(reply.header("retry-after"), attempt))) throw this.#refusal(reply, path);
		}
	}

	async #ask(path: string, headers: Readonly<Record<string, string>>): Promise<HttpReply> {
		const authorization = this.#authorization;
		const all = authorization === undefined ? headers : { ...headers, authorization };
		try {
			return await follow(this.#connections, { name: this.name, url: new URL(path, this.#base), headers: all });
		} catch (error) {
			if (!this.#mayBePlain(error)) throw error;
			this.#base = new URL(this.#base.href.replace(/^https:/, "http:"));
			return this.#ask(path, headers);
		}
	}

	/** Registries of this machine mostly speak no TLS. Nobody has been told anything yet. */
	#mayBePlain(error: unknown): boolean {
		const code = error instanceof Error && "code" in error ? String(error.code) : "";
		return (
			this.#base.protocol === "https:" &&
			nearnessOfHost(this.#base.hostname) === "loopback" &&
			this.#authorization === undefined &&
			/^(?:EPROTO|ECONNRESET|ERR_SSL_\w+)$/.test(code)
		);
	}

	async #signIn(challenge: Challenge): Promise<void> {
		this.#credentials ??= credentialsFor(this.reference, this.#environment, askCredentialHelper);
		const credentials = await this.#credentials;
		if (challenge.scheme === "basic") {
			if (credentials === undefined || credentials.identityToken !== undefined) throw this.#signInFirst(challenge);
			this.#authorization = basicAuthorization(credentials);
			return;
		}
		const token = await bearerToken({
			connections: this.#connections,
			name: this.name,
			registry: this.#base,
			repository: this.reference.repository,
			challenge,
			credentials,
		});
		this.#authorization = `Bearer ${token}`;
	}

	#signInFirst({ realm }: Challenge): InputError {
		const shown = JSON.stringify(realm.slice(0, 100));
		const detail = `${this.#base.host} wants a password (401, realm ${shown}), and none is configured: ${this.#login()}`;
		return new InputError("unauthorised", this.name, "registry", detail);
	}

	#login(): string {
		const { domain } = this.reference;
		return domain === "docker.io" ? "docker login" : `docker login ${domain}`;
	}

	#refusal(reply: HttpReply, path: string): InputError {
		const { status, url } = reply;
		const what = path.startsWith("manifests/") ? this.reference.familiar : path;
		const say = (code: string, detail: string): InputError => new InputError(code, this.name, "registry", detail);
		if (status === 404) return say("not-found", `${url.host} has no ${what} (404)`);
		if (status === 429) return say("rate-limit", `${url.host} has had too many requests (429)${retryWords(reply)}`);
		if (status !== 401 && status !== 403) return say("unreachable", `${url.host} answers ${status} for ${what}`);
		const realm = challengeOf(reply.header("www-authenticate"))?.realm;
		const where = realm === undefined ? "" : `, realm ${JSON.stringify(realm.slice(0, 100))}`;
		return say(
			"unauthorised",
			`${url.host} does not give ${what} (${status}${where}): it is not there, or needs ${this.#login()}`,
		);
	}
}

function retryWords(reply: HttpReply): string {
	const after = reply.header("retry-after");
	return after === undefined ? "" : `; it says to come back after ${JSON.stringify(after.slice(0, 40))}`;
}
