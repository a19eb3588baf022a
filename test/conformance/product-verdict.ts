import type { ElfFile } from "../../src/elf/elf-file.ts";
import { subjectKind } from "../../src/judgement/subject-kind.ts";
import type { Load } from "../../src/loader/load.ts";
import { identifyProgram } from "../../src/program/identify.ts";
import { NO_PROGRAM, type ProgramFacts } from "../../src/program/program-facts.ts";
import type { LibcIdentity } from "../../src/targets/libc-identity.ts";
import type { Target } from "../../src/targets/target.ts";
import type { FileTree } from "../../src/tree/file-tree.ts";
import type { Verdict } from "../../src/verdict/report.ts";
import { targetResult } from "../../src/verdict/target-result.ts";

/** The verdict that the report would print for a load: all rules have had their say. */
export type VerdictOn = (path: string, load: Load) => Verdict;

const LOADERS = ["/lib/ld-musl-x86_64.so.1", "/lib64/ld-linux-x86-64.so.2", "/lib64/ld-uClibc.so.1"];

/** Verdicts in one root; only loads that start need the rules.
 *  @param root the root with everything bound into it
 *  @param base the root alone: the target */
export function verdictsIn(
	name: string,
	root: FileTree,
	base: FileTree,
	libcAt: (realPath: string) => LibcIdentity,
): VerdictOn {
	const loader = LOADERS.map((path) => base.lookup(path)).find(({ found }) => found);
	const target: Target = {
		name,
		arch: "x86_64",
		machine: 62,
		tree: base,
		libc: loader?.found ? libcAt(loader.realPath) : { kind: "unknown" },
		provenance: { basis: "measured", source: name },
	};
	return (path, load) => {
		if (load.outcome !== "starts") return load.outcome === "refused" ? "fails" : "unknown";
		const subject = subjectAt(root, path);
		return subject === undefined ? "unknown" : targetResult({ subject, target, root, load }).verdict;
	};
}

/** A file is tried in several ways; what it is does not change between them. */
const examined = new WeakMap<ElfFile, ProgramFacts>();

function subjectAt(root: FileTree, path: string) {
	const found = root.lookup(path);
	if (!found.found || found.entry.type !== "file") return undefined;
	const content = found.entry.content();
	const kind = subjectKind(content) ?? "other-elf";
	if (content.kind !== "elf") return { path, kind, program: NO_PROGRAM };
	const source = found.entry.bytes();
	const program =
		examined.get(content.elf) ??
		(source === undefined ? NO_PROGRAM : identifyProgram(content.elf, { path, source, tree: root }));
	examined.set(content.elf, program);
	return { path, kind, elf: content.elf, program };
}
