import { alternativesAmong, type Choice } from "../../src/alternatives/alternative.ts";
import type { Candidate, Host } from "../../src/alternatives/convention.ts";
import { memoryFile, memoryTree } from "../../src/tree/memory-tree.ts";

export const GLIBC: Host = { family: "x86_64", libc: "glibc" };
export const MUSL: Host = { family: "x86_64", libc: "musl" };
export const ARM64: Host = { family: "aarch64", libc: "glibc" };

/** A file as its name says, by the first word for a machine in its path. */
export function file(path: string, facts: Partial<Candidate> = {}): Candidate {
	const family = /arm64|aarch/.test(path)
		? "aarch64"
		: /arm/.test(path)
			? "arm"
			: /ia32|i386/.test(path)
				? "i386"
				: "x86_64";
	return { path, family, isProgram: false, ...facts };
}

/** What a host makes of each file: `opened`, `none: <line>`, or why not. Files without a choice are left out. */
export function choices(
	files: readonly Candidate[],
	host: Host,
	texts: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, string>> {
	const entries = Object.entries(texts).map(
		([path, value]) => [path, memoryFile(path, Buffer.from(JSON.stringify(value)), 0o644)] as const,
	);
	const { byPath } = alternativesAmong(files, { tree: memoryTree(entries) });
	return Object.fromEntries([...byPath].map(([path, { choiceOn }]) => [path, words(choiceOn(host))]));
}

function words(choice: Choice): string {
	switch (choice.kind) {
		case "opened":
			return "opened";
		case "none":
			return `none: ${choice.refusal.line}`;
		case "not-for-target":
			return choice.because;
	}
}
