import type { Choice } from "../alternatives/alternative.ts";
import { systemOf } from "../alternatives/candidate.ts";
import { familyOfArch, machineFamily } from "../alternatives/machine-family.ts";
import { refusedLoad, unknownLoad } from "../loader/load-outcome.ts";
import type { SubjectKind } from "../program/program-facts.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import type { Subject } from "../subjects/subject.ts";
import { isForArch } from "./deployment.ts";
import type { LoadIn, Placement } from "./judge.ts";
import { nodeAbiIn } from "./node-in-root.ts";

/** What whoever chooses among files for several platforms makes of a subject in a place. */
export function choiceIn({ alternative }: Subject, placement: Placement): Choice {
	if (alternative === undefined) return { kind: "opened" };
	const { target } = placement;
	const { kind } = target.libc;
	const libc = kind === "musl" || kind === "gcompat" ? "musl" : "glibc";
	const nodeAbi = alternative.asksNode ? nodeAbiIn(placement) : undefined;
	return alternative.choiceOn({
		family: familyOfArch(target.arch),
		libc,
		...(nodeAbi === undefined ? {} : { nodeAbi }),
	});
}

/** A load that ends with the choice where there is nothing to choose. */
export function afterChoice(subject: Subject, loadIn: LoadIn): LoadIn {
	if (subject.alternative === undefined) return loadIn;
	return (placement) => {
		const choice = choiceIn(subject, placement);
		if (choice.kind === "opened") return loadIn(placement);
		if (choice.kind === "not-for-target") return unknownLoad(choice.because);
		const { refusal, name } = choice;
		return refusedLoad([{ ...refusal, kind: "no-build-for-target", fatal: true, object: subject.path, name }], []);
	};
}

/** Why nothing on a platform opens or starts a file that no convention speaks of: a library of another system, or of a
 *  machine that nothing in the image needs it on; a program that nobody may start. Absent for everything else. */
export function strayReason(
	subject: Subject,
	kind: SubjectKind,
	{
		input,
		deployed,
		arch,
	}: { readonly input: OpenedInput; readonly deployed: string | undefined; readonly arch: string },
): string | undefined {
	const { content, role, loadedBy, alternative } = subject;
	if (content?.kind !== "elf" || role === "entrypoint" || role === "command" || input.form === "file") return undefined;
	const system = systemOf(content.elf);
	if (kind === "shared-library" && system !== undefined) return `it is for ${system}`;
	if (deployed === undefined || alternative !== undefined || isForArch(subject, arch)) return undefined;
	const family = machineFamily(content.elf);
	if (kind === "shared-library" && role === undefined && loadedBy === undefined) {
		return `it is for ${family}, and nothing here needs it`;
	}
	return kind !== "shared-library" && input.form !== "directory" && !mayBeStarted(input, subject.path)
		? `it is for ${family}, and its mode lets nobody start it`
		: undefined;
}

function mayBeStarted({ tree }: OpenedInput, path: string): boolean {
	const found = tree.lookup(path);
	return !found.found || found.entry.type !== "file" || (found.entry.mode & 0o111) !== 0;
}
