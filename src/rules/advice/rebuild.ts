import { architectureNames } from "../../knowledge/architectures.ts";
import { alpinePythonPackage } from "../../knowledge/python-packages.ts";
import { rebuildOf } from "../../knowledge/rebuilds.ts";
import { buildKind } from "../context/build-kind.ts";
import { loaderOf } from "../context/libc.ts";
import type { RuleContext } from "../rule.ts";
import { javaOnMusl } from "./java.ts";

/** What to ask of the subject's tool chain so that it fits the target, best first. */
export function rebuildAdvice(context: RuleContext): readonly string[] {
	const kind = buildKind(context);
	if (kind === "jvm" && loaderOf(context) === "musl") return javaOnMusl(context);
	const advice = rebuildOf(kind, shapeOf(context))[loaderOf(context)].map((text) => filled(text, context));
	if (kind === "python-extension") return [...advice, ...alpinePackageAdvice(context)];
	return kind === "go" && shapeOf(context) === "program" ? goAdvice(context, advice) : advice;
}

/** What Alpine has built for its own Python. */
function alpinePackageAdvice({ subject, target }: RuleContext): readonly string[] {
	const name = alpinePythonPackage(subject.program.details.module ?? "");
	if (name === undefined || !target.name.startsWith("alpine")) return [];
	return [`take Alpine's own build of it, for Alpine's own Python: \`apk add ${name}\``];
}

/** What to ask of the tool chain so that the program needs no library of the target at all. */
export function staticAdvice(context: RuleContext): readonly string[] {
	return rebuildOf(context.subject.program.kind, shapeOf(context)).none.map((text) => filled(text, context));
}

/** Nothing makes a shared library static: what loads it has a loader, and the library has to fit that. */
function shapeOf({ subject }: RuleContext): "program" | "library" {
	return subject.kind === "shared-library" ? "library" : "program";
}

/** A version that is not known is left open: `python:*-alpine`. */
function filled(text: string, { subject, target }: RuleContext): string {
	const release = subject.program.details.version ?? "*";
	const names = new Map(Object.entries({ ...architectureNames(target.arch), release }));
	return text.replace(/\{(\w+)\}/g, (whole, tool: string) => names.get(tool) ?? whole);
}

/** Details as program identification finds them: `cgo` is 0 or 1, `cgoImports` what net and os/user take from libc. */
function goAdvice(context: RuleContext, advice: readonly string[]): readonly string[] {
	const { cgo, cgoImports } = context.subject.program.details;
	if (cgo === "0") {
		return [
			"it has no cgo, only a loader: rebuild without `-buildmode=pie` (or with `-ldflags -linkmode=internal`) and it is static",
		];
	}
	if (cgoImports === undefined) return advice;
	return [`it uses cgo (it imports ${cgoImports.replaceAll(" ", ", ")}): ${advice[0] ?? ""}`, ...advice.slice(1)];
}
