import { muslRuntimeFor } from "../../knowledge/java-runtimes.ts";
import { compareVersions } from "../context/libc.ts";
import type { RuleContext } from "../rule.ts";

/** Which Java runtime to take on a target with musl: of the same release, from where this target can have it. */
export function javaOnMusl({ subject, target }: RuleContext): readonly string[] {
	const runtime = muslRuntimeFor(subject.program.details.version);
	if (runtime === undefined) return [];
	const { release, alpine, since, temurin } = runtime;
	const alpineRelease = /^alpine:(\d+\.\d+)/.exec(target.name)?.[1];
	const packaged = (compareVersions(alpineRelease, since) ?? 0) >= 0;
	const own = packaged ? `\`apk add ${alpine}\`` : `\`apk add ${alpine}\` on Alpine ${since} or newer`;
	const image = temurin.includes(target.arch) ? `, or the base \`eclipse-temurin:${release}-jre-alpine\`` : "";
	return [
		`use a Java runtime that is built for musl: ${own}${image}; gcompat does not make one of this, because its libjvm.so needs more than the launcher`,
	];
}
