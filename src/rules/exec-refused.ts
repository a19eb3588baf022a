import { lineOf, problemsMet } from "./context/problems.ts";
import { defineRule } from "./rule.ts";

const REMEDIES: Readonly<Record<string, readonly string[]>> = {
	EACCES: ["make it executable: `chmod +x`, or `COPY --chmod=755` in the Dockerfile"],
	ENOEXEC: [
		"check that the file is whole and a program: a copy cut short, a text file without a `#!` line and a foreign architecture all end so",
	],
	EINVAL: ["check that the file is whole: its program headers contradict each other"],
	ELIBBAD: ["give it a loader that is itself an ELF file of the same architecture"],
	ENOENT: ["check the path that the kernel is given, and the interpreter that it leads to"],
	ENOTDIR: ["check the path: one of its folders is a file"],
	ENAMETOOLONG: ["shorten the path, or the one on the script's first line"],
	EIO: ["check that the file is whole: its interpreter's path lies behind its end"],
	ELOOP: ["end the chain of interpreters or symbolic links: the kernel follows only a few"],
};

/** The kernel refuses to start the file at all. */
export default defineRule({
	id: "exec-refused",
	title: "The kernel refuses to start the file",
	severity: "error",
	check(context) {
		return problemsMet(context, "exec-refused").map(({ errno, because, line }) => ({
			rule: "exec-refused",
			severity: "error",
			message: `the kernel refuses to start it (${errno}): ${because}`,
			evidence: { errno, because, ...lineOf({ line }) },
			remedies: REMEDIES[errno] ?? [],
		}));
	},
});
