import { expect, test } from "vitest";
import { canonicalName, checkTargetName } from "../../src/targets/find-target.ts";
import { similarBase } from "../../src/targets/similar-base.ts";

test.each([
	["python:3.13-alpine3.20", "alpine:3.20"],
	["node:22-alpine", "alpine+libstdc++"],
	["node:22-alpine3.20", "alpine:3.20+libstdc++"],
	["node:22-bookworm-slim", "debian:12-slim"],
	["ruby:3.4-slim-trixie", "debian:13-slim"],
	["eclipse-temurin:21-jre-noble", "ubuntu:24.04"],
	["eclipse-temurin:21-jre-alpine", "alpine"],
	["nginx:alpine", "alpine"],
	["python:3.13-slim", undefined],
	["registry.corp:5000/app", undefined],
])("%s stands on %s", (name, base) => {
	expect(similarBase(name)).toBe(base);
});

test.each([
	[
		"python:3.13-alpine3.20",
		"--target registry:python:3.13-alpine3.20; built in is alpine:3.20, on which its tag says it stands",
	],
	["node:22-alpine", "built in is alpine+libstdc++, on which its tag says it stands, without what else it adds"],
	["ubi9-minimal", "--target registry:registry.access.redhat.com/ubi9-minimal"],
	["wolfi-base", "--target registry:cgr.dev/chainguard/wolfi-base"],
	["fedora:43", "--target registry:registry.fedoraproject.org/fedora:43"],
	["python:3.13-slim", "--target registry:python:3.13-slim"],
	["amazonlinux:2023", "--target registry:amazonlinux:2023"],
	["registry.corp:5000/base:1", "--target registry:registry.corp:5000/base:1"],
])("%s is no target, and the line says what to do", (name, words) => {
	expect(() => checkTargetName(name)).toThrow(words);
});

test.each([
	"docker.io/library/alpine:3.20",
	"index.docker.io/library/alpine:3.20",
	"library/alpine:3.20",
	"public.ecr.aws/docker/library/alpine:3.20",
	"mirror.gcr.io/library/alpine:3.20",
])("%s is the built-in target by its full name", (name) => {
	expect(canonicalName(name)).toBe("alpine:3.20");
});
