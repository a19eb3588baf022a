import { expect, test } from "vitest";
import { parseReference } from "../../../src/source/registry/reference.ts";

const HUB = "registry-1.docker.io";

test.each([
	["alpine", HUB, "library/alpine", "latest"],
	["alpine:3.20", HUB, "library/alpine", "3.20"],
	["library/alpine", HUB, "library/alpine", "latest"],
	["grafana/grafana:11", HUB, "grafana/grafana", "11"],
	["docker.io/python:3.13-slim", HUB, "library/python", "3.13-slim"],
	["index.docker.io/library/node", HUB, "library/node", "latest"],
	["registry.corp:5000/app:1.4", "registry.corp:5000", "app", "1.4"],
	["localhost/app", "localhost", "app", "latest"],
	["[::1]:5000/app", "[::1]:5000", "app", "latest"],
	["gcr.io/distroless/static-debian12:nonroot", "gcr.io", "distroless/static-debian12", "nonroot"],
	["mcr.microsoft.com/dotnet/runtime-deps:8.0-alpine", "mcr.microsoft.com", "dotnet/runtime-deps", "8.0-alpine"],
	[`quay.io/a/b_c__d:T@sha256:${"a".repeat(64)}`, "quay.io", "a/b_c__d", `sha256:${"a".repeat(64)}`],
])("%s", (text, host, repository, target) => {
	expect(parseReference(text)).toMatchObject({ host, repository, target });
});

test.each([
	["", "not a repository's name"],
	["Alpine", "lower case"],
	["alpine:", "no tag"],
	["alpine:a b", "no tag"],
	["alpine@sha256:12", "no digest"],
	["a@sha256:1@sha256:2", "more than one @"],
	["../../etc/passwd", "no host"],
	["registry.corp/../app", "not a repository's name"],
	["host.com:99999999/app", "no host"],
	["user@host/app", "no digest"],
	["host.com/a?b=c", "not a repository's name"],
	["host.com/a#b", "not a repository's name"],
	[`a/${"b".repeat(300)}`, "not a repository's name"],
])("%j is none", (text, words) => {
	expect(() => parseReference(text)).toThrow(words);
});
