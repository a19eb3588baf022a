import { canonicalName } from "../targets/find-target.ts";
import type { Target } from "../targets/target.ts";

/** The matrix without `--target`: information, no gate. */
const DEFAULT_TARGETS = [
	"alpine",
	"scratch",
	"busybox:glibc",
	"distroless/static-debian12",
	"distroless/base-debian12",
	"distroless/cc-debian12",
	"debian:12-slim",
] as const;

/** The matrix without `--target`, in the order of its columns; the newest Alpine under its own name. */
export function matrixTargets(): readonly string[] {
	return DEFAULT_TARGETS.map((name) => (name === "alpine" ? canonicalName(name) : name));
}

/** Asked, too, when nothing of the matrix runs a program: it may only be too new for them. */
export const NEWER_TARGETS = [
	"distroless/base-debian13",
	"distroless/cc-debian13",
	"debian:13-slim",
	"ubuntu:26.04",
] as const;

/** Targets by name and architecture, each opened once; `undefined` where a target has no such architecture. */
export type TargetSource = (name: string, arch: string) => Target | undefined;

/** Remembers what a source gave. */
export function rememberingSource(source: TargetSource): TargetSource {
	const known = new Map<string, Target | undefined>();
	return (name, arch) => {
		const key = `${name}\n${arch}`;
		if (!known.has(key)) known.set(key, source(name, arch));
		return known.get(key);
	};
}
