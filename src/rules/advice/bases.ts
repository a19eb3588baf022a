import type { ProgramKind } from "../../program/program-facts.ts";
import { builtFor, loaderOf } from "../context/libc.ts";
import type { RuleContext } from "../rule.ts";

/** Bases worth naming for what was built against glibc, and for what was built against musl: by release, then by size. */
const BASES = {
	glibc: [
		"distroless/base-debian12",
		"distroless/cc-debian12",
		"debian:12-slim",
		"distroless/base-debian13",
		"distroless/cc-debian13",
		"debian:13-slim",
		"ubuntu:26.04",
	],
	musl: ["alpine"],
	other: [],
} as const;

const NOBODY_LOOKED = {
	glibc: ["use a base with glibc, such as `distroless/base`, `distroless/cc` or `debian:*-slim`"],
	musl: ["use a base with musl, such as `alpine`"],
	other: [],
} as const;

/** A small base on which this subject starts as it is. Named only where somebody looked; general otherwise. */
export function baseAdvice(context: RuleContext): readonly string[] {
	const { outcomeOn } = context;
	const family = builtFor(context);
	if (!outcomeOn) return NOBODY_LOOKED[family];
	const base = BASES[family].find((name) => name !== context.target.name && outcomeOn(name) === "starts");
	return base === undefined ? [] : [`use \`${base}\` as the base: it runs there unchanged`];
}

/** Programs that only load others. */
const LAUNCHERS: ReadonlySet<ProgramKind | undefined> = new Set(["jvm", "dotnet-apphost", "appimage", "pyinstaller"]);

/** gcompat, where it does suffice: the subject was tried on the target with it. */
export function gcompatAdvice(context: RuleContext): readonly string[] {
	if (loaderOf(context) !== "musl" || context.target.name.includes("+gcompat")) return [];
	// What a launcher loads later decides: libjvm.so, a bundle's own libraries.
	if (LAUNCHERS.has(context.subject.program.kind)) return [];
	if (context.outcomeOn?.(`${context.target.name}+gcompat`) !== "starts") return [];
	return ["`apk add gcompat`: with it the loader finds everything, and the binary stays as it is"];
}

/** Whether gcompat was tried and does not suffice. */
export function gcompatFallsShort(context: RuleContext): boolean {
	if (loaderOf(context) !== "musl" || context.target.name.includes("+gcompat")) return false;
	return context.outcomeOn?.(`${context.target.name}+gcompat`) === "refused";
}
