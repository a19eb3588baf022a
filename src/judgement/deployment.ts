import { archOfFamily, familyOfArch, machineFamily } from "../alternatives/machine-family.ts";
import type { ImageFacts } from "../image/image-facts.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import type { Subject } from "../subjects/subject.ts";
import { architectureOf, findArchitecture } from "../targets/architecture.ts";
import { targetOfTree } from "../targets/target-of-tree.ts";
import type { InputJudgement } from "./input-judgement.ts";

/** The architecture that an input's files are to run on, where it does not hang on each file: the one that was asked for,
 *  the image's own, or that of a root file system's loader. Absent for files and folders. */
export function deployedArch({ arch, input, prefix = "" }: InputJudgement): string | undefined {
	if (arch !== undefined || input.image !== undefined) return arch ?? (input.image && labelledArch(input.image));
	return prefix === "" ? rootArch(input) : undefined;
}

/** The architecture that an image's configuration, or the index that led to it, names. */
export function labelledArch({
	architecture,
	variant,
}: Pick<ImageFacts, "architecture" | "variant">): string | undefined {
	const exact = variant === undefined ? undefined : findArchitecture(`${architecture}/${variant}`);
	const known = (exact ?? findArchitecture(architecture))?.name;
	return known ?? (architecture.startsWith("mips") ? "mips" : undefined);
}

function rootArch({ form, tree, source }: OpenedInput): string | undefined {
	if (form !== "rootfs") return undefined;
	const { arch } = targetOfTree(tree, { name: "self", provenance: { source } });
	return arch === "unknown" ? undefined : arch;
}

/** The architectures on which a file is judged: where nothing says for which it is, one file may be for several. */
export function archsOf(subject: Subject, deployed: string | undefined): readonly [string, ...string[]] {
	if (deployed !== undefined) return [deployed];
	const { content, alternative, claimedMachine } = subject;
	if (content?.kind !== "elf") return ["x86_64"];
	const own = architectureOf(content.elf);
	const family = machineFamily(content.elf);
	const archOf = (wanted: string) => (wanted === family && own !== undefined ? own : archOfFamily(wanted));
	const [first, ...others] = alternative?.families ?? claimedMachine?.families.slice(0, 1) ?? [];
	return first === undefined ? [own ?? "x86_64"] : [archOf(first), ...others.map(archOf)];
}

/** Whether two architectures are of one family. */
export function isForArch(subject: Subject, arch: string): boolean {
	return subject.content?.kind !== "elf" || machineFamily(subject.content.elf) === familyOfArch(arch);
}
