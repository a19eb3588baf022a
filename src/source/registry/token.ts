import { InputError } from "../../bytes/input-error.ts";
import { parseJson, textField } from "../../image/manifest/json-value.ts";
import { nearnessOfHost } from "./addresses.ts";
import type { Challenge } from "./challenge.ts";
import type { Credentials } from "./credentials.ts";
import type { HttpConnections, HttpReply, HttpRequest } from "./http.ts";
import { allowedFrom } from "./redirects.ts";
import { leave, shortBody } from "./reply-body.ts";

/** What a token is asked with. */
export interface TokenRequest {
	readonly connections: HttpConnections;
	/** What messages call the image. */
	readonly name: string;
	/** The registry, which names the realm. */
	readonly registry: URL;
	readonly repository: string;
	readonly challenge: Challenge;
	readonly credentials: Credentials | undefined;
}

const LONGEST_ANSWER = 1 << 20;

/** The value of an `Authorization` header for basic authentication. */
export function basicAuthorization({ user, password }: Credentials): string {
	return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

/** A bearer token of the realm that a registry names, with credentials or for anybody.
 *  Source: distribution's token and oauth2 specifications.
 *  Errors: InputError `unauthorised`, `unreachable`, `limit`; what the network says. */
export async function bearerToken(request: TokenRequest): Promise<string> {
	const { connections, name } = request;
	const realm = realmOf(request);
	const reply = await connections.send(tokenRequest(request, realm));
	if (reply.status !== 200) throw refused(request, realm, reply);
	const bytes = await shortBody(reply, { name, what: "token", bytes: LONGEST_ANSWER });
	const answer = parseJson(bytes, `${name}: token`);
	const token = textField(answer, "token") || textField(answer, "access_token");
	// A header takes no line breaks.
	if (token !== undefined && /^[\x21-\x7e]+$/.test(token)) return token;
	throw new InputError("unauthorised", name, "token", `${realm.host} gives none`);
}

/** Over https, or http where the registry itself is asked so; nowhere that a redirect may not lead. */
function realmOf({ challenge, registry, name }: TokenRequest): URL {
	const realm = URL.canParse(challenge.realm) ? new URL(challenge.realm) : undefined;
	const isGood =
		realm !== undefined &&
		(realm.protocol === "https:" || (realm.protocol === "http:" && registry.protocol === "http:")) &&
		(realm.host === registry.host || allowedFrom(registry)(nearnessOfHost(realm.hostname)));
	if (isGood) return realm;
	const shown = JSON.stringify(challenge.realm.slice(0, 100));
	throw new InputError("unauthorised", name, "token", `${registry.host} names the realm ${shown}, which is not asked`);
}

function tokenRequest({ challenge, credentials, repository, registry }: TokenRequest, realm: URL): HttpRequest {
	const isAllowed = realm.host === registry.host ? () => true : allowedFrom(registry);
	const asked = new URLSearchParams({
		...(challenge.service === undefined ? {} : { service: challenge.service }),
		scope: challenge.scope ?? `repository:${repository}:pull`,
	});
	if (credentials?.identityToken !== undefined) {
		asked.set("grant_type", "refresh_token");
		asked.set("client_id", "elfspect");
		asked.set("refresh_token", credentials.identityToken);
		const headers = { "content-type": "application/x-www-form-urlencoded" };
		return { url: realm, method: "POST", headers, body: asked.toString(), isAllowed };
	}
	for (const [key, value] of asked) realm.searchParams.append(key, value);
	const headers = credentials === undefined ? {} : { authorization: basicAuthorization(credentials) };
	return { url: realm, headers, isAllowed };
}

function refused({ name, registry, credentials }: TokenRequest, realm: URL, reply: HttpReply): InputError {
	leave(reply);
	const { status } = reply;
	if (status !== 401 && status !== 403) {
		return new InputError("unreachable", name, "token", `${realm.host} answers ${status}`);
	}
	const detail = `${realm.host} gives none (${status}, for ${registry.host}${credentials === undefined ? "" : ", with the credentials that are configured"})`;
	return new InputError("unauthorised", name, "token", detail);
}
