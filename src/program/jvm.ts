import type { ElfFile } from "../elf/elf-file.ts";

/** A Java launcher, or the virtual machine itself. */
export interface JvmPart {
	readonly kind: "jvm";
	readonly evidence: readonly string[];
	readonly details: Readonly<Record<string, string>>;
}

/** Told by the launcher library that it needs, or by the entry points that only libjvm and libjli export. */
export function jvmPart(elf: ElfFile): JvmPart | undefined {
	const needed = elf.dynamic?.needed.find((name) => name === "libjli.so" || name === "libjvm.so");
	if (needed !== undefined && elf.interpreter !== undefined) {
		return { kind: "jvm", evidence: [`needs ${needed}`], details: {} };
	}
	const exported = ["JNI_CreateJavaVM", "JLI_Launch"].find((name) =>
		elf.dynamic?.symbols.named(name).some(({ sectionIndex }) => sectionIndex !== 0),
	);
	return exported === undefined ? undefined : { kind: "jvm", evidence: [`exports ${exported}`], details: {} };
}
