import type { ProgramKind } from "../../program/program-facts.ts";
import { rebuildAdvice } from "../advice/rebuild.ts";
import { libcOf } from "../context/libc.ts";
import { defineRule } from "../rule.ts";

/** Programs that read their own file to find what is appended to it. */
const SELF_READING: ReadonlySet<ProgramKind> = new Set([
	"pyinstaller",
	"appimage",
	"dotnet-single-file",
	"bun",
	"deno",
	"node-sea",
	"pkg",
]);

/** gcompat starts musl's loader in the program's place, so that /proc/self/exe is the loader. */
export default defineRule({
	id: "self-location-under-gcompat",
	title: "Under gcompat the program does not find its own file",
	severity: "warning",
	rank: 740,
	check(context) {
		const { kind } = context.subject.program;
		if (context.load.outcome !== "starts" || libcOf(context).kind !== "gcompat") return [];
		if (kind === undefined || !SELF_READING.has(kind)) return [];
		return [
			{
				rule: "self-location-under-gcompat",
				severity: "warning",
				message: `${context.subject.path} (${kind}) reads what is appended to its own file, but under gcompat /proc/self/exe is musl's loader`,
				evidence: { kind, evidence: context.subject.program.evidence },
				remedies: [
					...rebuildAdvice(context),
					"take gcompat's stub out of the way: `patchelf --set-interpreter` to musl's loader and LD_PRELOAD=/lib/libgcompat.so.0",
				],
			},
		];
	},
});
