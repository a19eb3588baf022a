import { describe, expect, test } from "vitest";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import { fixture, image, link, opened, text } from "./opened.ts";

const GLIBC = "x86_64-glibc";

function paths(subjects: Iterable<{ readonly path: string }>): string[] {
	return [...subjects].map(({ path }) => path);
}

describe("a folder", () => {
	const folder = opened({
		"/bin/greeter": fixture(`${GLIBC}/greeter`),
		"/lib/libgreet.so.1.0": fixture(`${GLIBC}/v2/libgreet.so.1`),
		"/lib/libgreet.so.1": link("libgreet.so.1.0"),
		"/lib/libifunc.so": fixture(`${GLIBC}/libifunc.so`),
		"/lib/sample.cpython-311-x86_64-linux-gnu.so": fixture(`${GLIBC}/sample.cpython-311-x86_64-linux-gnu.so`, 0o644),
		"/obj/hello.o": fixture(`${GLIBC}/hello.o`),
		"/start.sh": text("#!/bin/sh\n", 0o755),
		"/module.py": text("#!/usr/bin/env python3\n", 0o644),
		"/notes.txt": text("hello\n", 0o755),
	});

	test("has programs, executable scripts, and libraries", () => {
		expect(paths(discoverSubjects(folder))).toEqual([
			"/bin/greeter",
			"/lib/libgreet.so.1.0",
			"/lib/libifunc.so",
			"/lib/sample.cpython-311-x86_64-linux-gnu.so",
			"/start.sh",
		]);
	});

	test("says what loads a library", () => {
		const loadedBy = [...discoverSubjects(folder)].map((subject) => [subject.path, subject.loadedBy?.path]);
		expect(loadedBy).toContainEqual(["/lib/libgreet.so.1.0", "/bin/greeter"]);
		expect(loadedBy).toContainEqual(["/lib/libifunc.so", undefined]);
	});

	test("marks what a host program opens", () => {
		const roles = [...discoverSubjects(folder)].map(({ path, role }) => [path, role]);
		expect(roles).toContainEqual(["/lib/sample.cpython-311-x86_64-linux-gnu.so", "plug-in"]);
		expect(roles).toContainEqual(["/lib/libifunc.so", undefined]);
	});
});

describe("an image", () => {
	const debian = {
		"/usr/bin/tool": fixture(`${GLIBC}/hello`),
		"/bin": link("usr/bin"),
		"/usr/local/bin/app": fixture(`${GLIBC}/cxx`),
		"/var/lib/dpkg/status": text("Package: tools\nStatus: install ok installed\nVersion: 1.2-3\n\n"),
		"/var/lib/dpkg/info/tools.list": text("/.\n/bin\n/bin/tool\n"),
		"/var/lib/dpkg/info/tools.postinst": text("#!/bin/sh\n", 0o755),
	};

	test("judges what it starts and what is not its distribution's", () => {
		const subjects = [...discoverSubjects(opened(debian, image({ command: ["app"] })))];
		expect(subjects.map(({ path, role }) => [path, role])).toEqual([["/usr/local/bin/app", "command"]]);
	});

	test("judges a distribution's file that it starts, and names its owner", () => {
		const [first] = discoverSubjects(opened(debian, image({ entrypoint: ["/bin/tool"] })));
		expect(first).toMatchObject({ path: "/bin/tool", role: "entrypoint", ownedBy: "tools" });
	});

	test("judges the distribution's files when asked for all", () => {
		const subjects = [...discoverSubjects(opened(debian, image({ command: ["app"] })), { all: true })];
		expect(subjects.map(({ path, ownedBy }) => [path, ownedBy])).toEqual([
			["/usr/local/bin/app", undefined],
			["/usr/bin/tool", "tools"],
			["/var/lib/dpkg/info/tools.postinst", "dpkg"],
		]);
	});

	test("says what is missing in the runtime's words", () => {
		const [byPath] = discoverSubjects(opened(debian, image({ entrypoint: ["/nothing"] })));
		expect(byPath).toMatchObject({
			path: "/nothing",
			missing: { line: 'exec: "/nothing": stat /nothing: no such file or directory' },
		});
		const [byName] = discoverSubjects(opened(debian, image({ command: ["nothing"] })));
		expect(byName?.missing?.line).toBe('exec: "nothing": executable file not found in $PATH');
	});

	test("judges each file once, however often it is started", () => {
		const facts = image({ entrypoint: ["/usr/local/bin/app"], command: ["app"] });
		expect(paths(discoverSubjects(opened(debian, facts)))).toEqual(["/usr/local/bin/app"]);
	});
});
