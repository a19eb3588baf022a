import { ElfFormatError } from "../bytes/elf-format-error.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import type { SubjectKind } from "../program/program-facts.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import type { Subject } from "../subjects/subject.ts";
import type { SubjectReport } from "../verdict/report.ts";
import { elfSummary } from "./elf-summary.ts";
import { subjectKind } from "./subject-kind.ts";

/** What a subject is. What is neither ELF nor begins as the kernel wants a script to begin is text to it: it refuses both
 *  alike. */
export function kindOf({ content, role }: Subject): SubjectKind {
	// Whoever opens a plug-in learns there that it is none, or that there is none.
	if (role === "plug-in" && (content === undefined || content.kind !== "elf")) return "shared-library";
	if (content?.kind === "other" || content?.kind === "empty") return "script";
	return (content === undefined ? undefined : subjectKind(content)) ?? "other-elf";
}

/** What a report says of a file before any target is asked. */
export function identityOf(
	subject: Subject,
	input: OpenedInput,
	kind: SubjectKind,
): Omit<SubjectReport, "results" | "notForTarget"> {
	const { content, program, role, ownedBy, alternative } = subject;
	const elf = content?.kind === "elf" ? summaryOf(content.elf) : undefined;
	return {
		path: subject.path,
		source: input.source,
		kind: elf === "malformed" ? "malformed" : kind,
		...(role === undefined ? {} : { role }),
		...(elf === undefined || elf === "malformed" ? {} : { elf }),
		...(program.kind === undefined
			? {}
			: { program: { kind: program.kind, evidence: program.evidence, details: program.details } }),
		...(content?.kind === "script" ? { script: scriptSummary(content) } : {}),
		...(ownedBy === undefined ? {} : { ownedBy }),
		...(alternative === undefined
			? {}
			: { alternative: { convention: alternative.convention, of: alternative.name, platform: alternative.words } }),
	};
}

/** A script's first line, as the kernel takes it apart. */
export function scriptSummary(script: { readonly interpreter: string; readonly argument?: string }): {
	readonly interpreter: string;
	readonly argument?: string;
} {
	const { interpreter, argument } = script;
	return { interpreter, ...(argument === undefined ? {} : { argument }) };
}

function summaryOf(elf: ElfFile): SubjectReport["elf"] | "malformed" {
	try {
		return elfSummary(elf);
	} catch (error) {
		if (error instanceof ElfFormatError) return "malformed";
		throw error;
	}
}
