import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseChallenge } from "../../../src/source/registry/challenge.ts";
import { credentialsFor } from "../../../src/source/registry/credentials.ts";
import { proxyFor } from "../../../src/source/registry/proxy.ts";
import { parseReference } from "../../../src/source/registry/reference.ts";

const home = mkdtempSync(join(tmpdir(), "elfspect-home-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
mkdirSync(join(home, ".docker"));
mkdirSync(join(home, "bin"));
const auth = Buffer.from("me:se:cret").toString("base64");
writeFileSync(
	join(home, ".docker/config.json"),
	JSON.stringify({
		auths: { "https://index.docker.io/v1/": { auth }, "quay.io/team": { auth }, "token.io": { identitytoken: "id" } },
		credHelpers: { "helped.io": "test", "evil.io": "../../bin/sh" },
	}),
);
writeFileSync(
	join(home, "bin/docker-credential-test"),
	'#!/bin/sh\nread key; echo "{\\"Username\\":\\"$1\\",\\"Secret\\":\\"$key\\"}"\n',
);
chmodSync(join(home, "bin/docker-credential-test"), 0o755);
const environment = { HOME: home, PATH: `${join(home, "bin")}:/usr/bin:/bin` };

test.each([
	["alpine", { kind: "basic", user: "me", password: "se:cret" }],
	["quay.io/team/app", { kind: "basic", user: "me", password: "se:cret" }],
	["quay.io/others/app", undefined],
	["token.io/app", { kind: "identity", token: "id" }],
	["helped.io/app", { kind: "basic", user: "get", password: "helped.io" }],
	["evil.io/app", undefined],
	["ghcr.io/app", undefined],
])("credentials for %s", (reference, expected) => {
	expect(credentialsFor(parseReference(reference), environment)).toEqual(expected);
});

test.each([
	[
		'Bearer realm="https://auth.io/token",service="registry.io",scope="x"',
		{ scheme: "bearer", realm: "https://auth.io/token", service: "registry.io" },
	],
	['basic realm="here"', { scheme: "basic", realm: "here" }],
	["Digest realm=x", undefined],
	[undefined, undefined],
])("challenge %j", (header, expected) => {
	expect(parseChallenge(header)).toEqual(expected);
});

test.each([
	["https://a.io/", { HTTPS_PROXY: "http://p:3128" }, "http://p:3128/"],
	["https://a.io/", { https_proxy: "p:3128" }, "http://p:3128/"],
	["https://a.io/", { HTTPS_PROXY: "http://p:3128", NO_PROXY: ".a.io" }, undefined],
	["https://a.io/", { HTTPS_PROXY: "http://p:3128", no_proxy: "b.io, a.io" }, undefined],
	["https://xa.io/", { HTTPS_PROXY: "http://p:3128", no_proxy: "a.io" }, "http://p:3128/"],
	["https://localhost/", { HTTPS_PROXY: "http://p:3128" }, undefined],
	["http://a.io/", { HTTP_PROXY: "http://p:3128" }, undefined],
])("the proxy for %s with %j", (url, variables, expected) => {
	expect(proxyFor(new URL(url), variables)?.href).toBe(expected);
});
