import { ET } from "../elf/constants.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import { elfTypeName } from "../elf/names.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import { ownershipOf } from "../subjects/discover-subjects.ts";
import type { FileContent } from "../tree/file-tree.ts";
import type { Diagnostic, SubjectReport } from "../verdict/report.ts";

/** Why an input that could be opened gets no answer, or only `unknown`: it holds nothing that is started or loaded; and
 *  what could not be read of its package databases: whose its files are is then not known.
 *  Shape: empty for an input that is judged. */
export function inputComplaints(input: OpenedInput, subjects: readonly SubjectReport[]): readonly Diagnostic[] {
	const subjectCount = subjects.filter(({ results }) => results.length > 0).length;
	const [passedOver] = subjects.flatMap(({ notForTarget = [] }) => notForTarget);
	if (subjectCount === 0 && passedOver !== undefined) {
		const message = `nothing in it is for the target: ${subjects.length === 1 ? "" : "the first file, "}${passedOver.because}`;
		return [{ severity: "error", source: input.source, message: `${input.source}: ${message}` }];
	}
	const message = input.form === "file" ? fileComplaint(input, subjectCount) : treeComplaint(input, subjectCount);
	const messages = [...(message === undefined ? [] : [message]), ...ownershipOf(input).problems];
	return messages.map((each) => ({ severity: "error", source: input.source, message: `${input.source}: ${each}` }));
}

/** What could not be looked at explains an empty folder well enough. */
function treeComplaint({ form, diagnostics }: OpenedInput, subjectCount: number): string | undefined {
	return subjectCount === 0 && !diagnostics.some(({ severity }) => severity === "error")
		? `nothing to inspect in this ${form}: no ELF file and no script of its own (--all judges those of the distribution, too)`
		: undefined;
}

function fileComplaint({ tree, path = "/" }: OpenedInput, subjectCount: number): string | undefined {
	const found = tree.lookup(path);
	if (!found.found || found.entry.type !== "file") return "not a regular file";
	const content = found.entry.content();
	return contentComplaint(content) ?? (subjectCount === 0 ? emptyHanded(content) : undefined);
}

/** Why a file brings nothing to judge. */
function emptyHanded({ kind }: FileContent): string {
	return kind === "other" ? "a zip file without an ELF file in it" : "nothing to inspect: a path rule skips it";
}

function contentComplaint(content: FileContent): string | undefined {
	if (content.kind === "empty") return "the file is empty";
	if (content.kind === "malformed-elf") {
		const { code, message } = content.error;
		return code === "unreadable" ? message : `malformed ELF file: ${message}`;
	}
	return content.kind === "elf" ? elfComplaint(content.elf) : undefined;
}

function elfComplaint({ type }: ElfFile): string | undefined {
	if (type === ET.ET_EXEC || type === ET.ET_DYN) return undefined;
	const what =
		type === ET.ET_REL ? "an object file" : type === ET.ET_CORE ? "a core dump" : "an ELF file of another kind";
	return `${what} (${elfTypeName(type)}): nothing starts or loads it`;
}
