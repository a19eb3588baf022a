import { architectureNames } from "../../knowledge/architectures.ts";
import { rebuildOf } from "../../knowledge/rebuilds.ts";
import { loaderOf } from "../context/libc.ts";
import { strongImports } from "../context/objects.ts";
import type { RuleContext } from "../rule.ts";

/** What to ask of the subject's tool chain so that it fits the target, best first. */
export function rebuildAdvice(context: RuleContext): readonly string[] {
	const { program } = context.subject;
	const advice = rebuildOf(program.kind)[loaderOf(context)].map((text) => filled(text, context.target.arch));
	return program.kind === "go" ? goAdvice(context, advice) : advice;
}

function filled(text: string, arch: string): string {
	const names = new Map(Object.entries(architectureNames(arch)));
	return text.replace(/\{(\w+)\}/g, (whole, tool: string) => names.get(tool) ?? whole);
}

/** What makes Go link libc although the program itself has no C: net and os/user. */
const CGO_OF_THE_LIBRARY = ["getaddrinfo", "getnameinfo", "getpwnam_r", "getpwuid_r", "getgrnam_r", "getgrgid_r"];

function goAdvice(context: RuleContext, advice: readonly string[]): readonly string[] {
	const { elf, program } = context.subject;
	if (program.details.cgo === "0" || program.details.CGO_ENABLED === "0") {
		return [
			"it has no cgo, only a loader: rebuild without `-buildmode=pie` (or with `-ldflags -linkmode=internal`) and it is static",
		];
	}
	const imports = elf ? CGO_OF_THE_LIBRARY.filter((name) => strongImports(elf).has(name)) : [];
	if (imports.length === 0) return advice;
	return [`it uses cgo (it imports ${imports.join(", ")}): ${advice[0] ?? ""}`, ...advice.slice(1)];
}
