import { createHash } from "node:crypto";
import { InputError } from "../../bytes/input-error.ts";
import { textField } from "../../image/manifest/json-value.ts";
import { isLoopback, maySendTo } from "./addresses.ts";
import { type Challenge, parseChallenge } from "./challenge.ts";
import { type Credentials, credentialsFor } from "./credentials.ts";
import { get, type HttpRequest, type HttpResponse, shortBody } from "./http-client.ts";
import { failure } from "./network-error.ts";
import type { ImageReference } from "./reference.ts";

/** How a registry is asked. */
export interface RegistryOptions {
	readonly environment: NodeJS.ProcessEnv;
	/** http to hosts that are not this machine. */
	readonly plainHttp: boolean;
	/** Longest manifest or configuration, in bytes. */
	readonly jsonBytes: number;
}

/** A manifest, index or configuration, as it was served. */
export interface FetchedJson {
	readonly bytes: Buffer;
	readonly digest: string;
	readonly mediaType: string;
}

const MANIFESTS = [
	"application/vnd.oci.image.index.v1+json",
	"application/vnd.oci.image.manifest.v1+json",
	"application/vnd.docker.distribution.manifest.list.v2+json",
	"application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Times that a server which wants to be left alone is asked again, and the longest wait for it. */
const MOST_RETRIES = 4;
const LONGEST_WAIT_SECONDS = 60;

/** Reads one repository of a registry. Source: OCI distribution-spec 1.1; Docker's token authentication. */
export class RegistryClient {
	readonly #reference: ImageReference;
	readonly #options: RegistryOptions;
	readonly #base: URL;
	#authorization: string | undefined;
	#credentials: Credentials | undefined | "not asked" = "not asked";

	constructor(reference: ImageReference, options: RegistryOptions) {
		this.#reference = reference;
		this.#options = options;
		const { hostname } = new URL(`https://${reference.host}`);
		const scheme = options.plainHttp || isLoopback(hostname) ? "http" : "https";
		this.#base = new URL(`${scheme}://${reference.host}/v2/${reference.repository}/`);
	}

	/** A manifest or index by tag or digest; what was asked for by digest has it.
	 *  Errors: InputError `no-such-image`, `denied`, `rate-limit`, `digest`, `limit`, `network`. */
	async manifest(target: string): Promise<FetchedJson> {
		const response = await this.#get(`manifests/${target}`, { accept: MANIFESTS });
		const bytes = await shortBody(response, this.#options.jsonBytes, "manifest");
		const digest = checkedDigest(bytes, target, this.#name("manifest"));
		return { bytes, digest, mediaType: mediaTypeOf(response) };
	}

	/** A small blob. Errors: as for `manifest`. */
	async json(digest: string): Promise<Buffer> {
		const response = await this.#get(`blobs/${digest}`, {});
		const bytes = await shortBody(response, this.#options.jsonBytes, "configuration");
		checkedDigest(bytes, digest, this.#name("configuration"));
		return bytes;
	}

	/** The bytes of a blob as they come. A connection that is cut is taken up once more where it ended, if the server can.
	 *  Whoever takes them checks the digest.
	 *  Errors: InputError. */
	async *blob(digest: string, sizeBytes: number | undefined): AsyncGenerator<Buffer> {
		let taken = 0;
		const count = function* (chunk: Buffer): Generator<Buffer> {
			taken += chunk.length;
			if (sizeBytes !== undefined && taken > sizeBytes) throw tooLong;
			yield chunk;
		};
		const tooLong = new InputError(
			"digest",
			this.#reference.host,
			"layer",
			`${digest} has more bytes than its manifest says`,
		);
		try {
			for await (const chunk of (await this.#get(`blobs/${digest}`, {})).body) yield* count(chunk);
			if (sizeBytes === undefined || taken === sizeBytes) return;
			throw failure(this.#base, "the connection was cut");
		} catch (error) {
			if (taken === 0 || error === tooLong || !(error instanceof InputError) || error.code !== "network") throw error;
		}
		const rest = await this.#get(`blobs/${digest}`, { range: `bytes=${taken}-` });
		// A server that knows no ranges starts again: what was read already is passed over.
		let passed = rest.status === 206 ? taken : 0;
		for await (const chunk of rest.body) {
			const fresh = chunk.subarray(Math.max(0, Math.min(chunk.length, taken - passed)));
			passed += chunk.length;
			if (fresh.length > 0) yield* count(fresh);
		}
		if (sizeBytes !== undefined && taken !== sizeBytes) throw failure(this.#base, "the connection was cut twice");
	}

	async #get(path: string, headers: Readonly<Record<string, string>>): Promise<HttpResponse> {
		let isAuthorized = false;
		for (let attempt = 0; ; attempt += 1) {
			const response = await get(new URL(path, this.#base), {
				headers: { ...headers, ...(this.#authorization === undefined ? {} : { authorization: this.#authorization }) },
				plainHttp: this.#options.plainHttp,
			});
			const { status } = response;
			if (status === 200 || status === 206) return response;
			response.discard();
			if (status === 401 && !isAuthorized) {
				isAuthorized = true;
				this.#authorization = await this.#authorized(parseChallenge(response.headers["www-authenticate"]));
				if (this.#authorization !== undefined) continue;
			}
			if ((status === 429 || status === 503) && attempt < MOST_RETRIES && (await waited(response, attempt))) continue;
			throw this.#refusal(response);
		}
	}

	/** The header with which a challenge is answered; nothing where there is nothing to answer it with. */
	async #authorized(challenge: Challenge | undefined): Promise<string | undefined> {
		if (this.#credentials === "not asked")
			this.#credentials = credentialsFor(this.#reference, this.#options.environment);
		const credentials = this.#credentials;
		if (challenge?.scheme === "basic")
			return credentials?.kind === "basic" ? basic(credentials.user, credentials.password) : undefined;
		if (challenge?.scheme !== "bearer" || challenge.realm === undefined) return undefined;
		return `Bearer ${await this.#token(challenge.realm, challenge, credentials)}`;
	}

	async #token(realm: string, { service }: Challenge, credentials: Credentials | undefined): Promise<string> {
		const url = realmAddress(realm, this.#base);
		const asked = new URLSearchParams({
			scope: `repository:${this.#reference.repository}:pull`,
			...(service === undefined ? {} : { service }),
		});
		const response = await get(url, {
			...tokenRequest(url, asked, credentials),
			plainHttp: this.#options.plainHttp,
			sentBy: this.#base,
		});
		if (response.status !== 200) {
			response.discard();
			throw this.#refusal(response);
		}
		const answer: unknown = parsedJson(await shortBody(response, this.#options.jsonBytes, "token"), url);
		const token = textField(answer, "token") ?? textField(answer, "access_token");
		if (token === undefined || !/^[\x21-\x7e]+$/.test(token)) throw failure(url, "its answer holds no token");
		return token;
	}

	#refusal({ status, headers, url }: HttpResponse): InputError {
		const { host, repository, target } = this.#reference;
		const name = `${host}/${repository}`;
		if (status === 401 || status === 403) {
			const realm = parseChallenge(headers["www-authenticate"])?.realm ?? url.host;
			const detail = `no permission (${status} of ${realm}): log in (docker login ${host}), or there is no such image`;
			return new InputError("denied", name, "registry", detail);
		}
		if (status === 404) return new InputError("no-such-image", name, "registry", `it has no ${target}`);
		if (status === 429)
			return new InputError("rate-limit", name, "registry", "it answers no more for now (429): log in, or try later");
		return new InputError("network", name, "registry", `it answers with ${status}`);
	}

	#name(what: string): string {
		return `${this.#reference.host}/${this.#reference.repository} ${what}`;
	}
}

/** Credentials go to no server that the registry names in plain text. Errors: InputError. */
function realmAddress(realm: string, base: URL): URL {
	try {
		const url = new URL(realm);
		const isSafe = url.protocol === "https:" || (url.protocol === "http:" && base.protocol === "http:");
		if (isSafe && maySendTo(url.hostname, base)) return url;
	} catch {}
	throw failure(base, "the address that it names for tokens is not asked");
}

/** With a password or for anybody by GET; an identity token is exchanged by POST.
 *  Source: distribution, spec/auth/token.md and oauth.md. */
function tokenRequest(
	url: URL,
	asked: URLSearchParams,
	credentials: Credentials | undefined,
): Pick<HttpRequest, "headers" | "form"> {
	if (credentials?.kind === "identity") {
		asked.set("grant_type", "refresh_token");
		asked.set("client_id", "elfspect");
		asked.set("refresh_token", credentials.token);
		return { headers: { "content-type": "application/x-www-form-urlencoded" }, form: asked.toString() };
	}
	for (const [name, value] of asked) url.searchParams.set(name, value);
	return credentials === undefined ? {} : { headers: { authorization: basic(credentials.user, credentials.password) } };
}

function basic(user: string, password: string): string {
	return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

function parsedJson(bytes: Buffer, url: URL): unknown {
	try {
		return JSON.parse(bytes.toString("utf8"));
	} catch {
		throw failure(url, "its answer is no JSON");
	}
}

function mediaTypeOf({ headers }: HttpResponse): string {
	return (headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
}

/** Errors: InputError `digest` where the bytes are not those that were asked for. */
function checkedDigest(bytes: Buffer, wanted: string, name: string): string {
	const [algorithm = "sha256"] = /^sha(256|512)(?=:)/.exec(wanted) ?? [];
	const digest = `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
	if (/^sha(256|512):/.test(wanted) && digest !== wanted)
		throw new InputError(
			"digest",
			name,
			"content",
			`the digest does not match: it is ${digest}, asked for was ${wanted}`,
		);
	return digest;
}

/** Waits as Retry-After says, in seconds or as a date; without it longer each time. False where that is longer than
 *  anybody wants to wait. */
async function waited({ headers }: HttpResponse, attempt: number): Promise<boolean> {
	const asked = headers["retry-after"];
	const seconds =
		asked === undefined ? 2 ** attempt : /^\d+$/.test(asked) ? Number(asked) : (Date.parse(asked) - Date.now()) / 1000;
	const wait = Math.max(Number.isFinite(seconds) ? seconds : 1, 0.1);
	if (wait > LONGEST_WAIT_SECONDS) return false;
	await new Promise((resolve) => setTimeout(resolve, wait * 1000));
	return true;
}
