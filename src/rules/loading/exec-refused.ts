import type { ForeignKind } from "../../tree/foreign-format.ts";
import { javaOnMusl } from "../advice/java.ts";
import { managerOf, packageAdvice } from "../advice/packages.ts";
import { loaderOf } from "../context/libc.ts";
import { lineOf, type ProblemOf, problemsMet } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

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

const UNPACKED = ["unpack it in the build, and name the program in it"];

/** What to do about a file that is no program of Linux. */
const INSTEAD: Readonly<Partial<Record<ForeignKind, readonly string[]>>> = {
	pe: [
		"build it for Linux: `GOOS=linux go build`, `cargo build --target x86_64-unknown-linux-gnu`, `dotnet publish -r linux-x64`",
		"take the release for Linux",
	],
	"mach-o": [
		"build it for Linux: `GOOS=linux go build`, `cargo build --target x86_64-unknown-linux-gnu`, or build it in the Dockerfile",
		"take the release for Linux",
	],
	"mach-o-or-class": ["take the release for Linux", "start a Java class by its name: `java -cp FOLDER NAME`"],
	wasm: ["start it with a WebAssembly runtime, `wasmtime FILE` for instance"],
	"byte-order-mark": [
		"take the byte order mark away: `sed -i '1s/^\\xEF\\xBB\\xBF//'`, or save it as UTF-8 without BOM",
	],
	"git-lfs": [
		"get the file itself before the build: `git lfs pull`; in GitHub Actions `actions/checkout` with `lfs: true`",
	],
	html: [
		"download the file again, with `curl -fL`: -f ends with a failure where the server answers with an error page",
	],
	gzip: UNPACKED,
	deb: ["install it: `dpkg -i FILE`, or unpack it: `dpkg-deb -x FILE FOLDER`"],
	rpm: ["install it: `rpm -i FILE`"],
	"7z": UNPACKED,
	cpio: UNPACKED,
	squashfs: UNPACKED,
	empty: [
		"look at what made it: a failed download or build leaves an empty file behind; `COPY` it from where it is whole",
	],
};

/** The kernel refuses to start the file at all. */
export default defineRule({
	id: "exec-refused",
	title: "The kernel refuses to start the file",
	severity: "error",
	rank: 210,
	check(context) {
		return problemsMet(context, "exec-refused").map((problem) => stayedBehind(context, problem) ?? refused(problem));
	},
});

function refused({ errno, because, line, foreign }: ProblemOf<"exec-refused">): Finding {
	return {
		rule: "exec-refused",
		severity: "error",
		message: `the kernel refuses to start it (${errno}): ${because}`,
		evidence: { errno, because, ...lineOf({ line }) },
		remedies: (foreign && INSTEAD[foreign]) ?? REMEDIES[errno] ?? [],
	};
}

/** An image that moves takes its own files along, not those of its distribution. */
function stayedBehind(context: RuleContext, { errno, line }: ProblemOf<"exec-refused">): Finding | undefined {
	const { path, ownedBy } = context.subject;
	if (errno !== "ENOENT" || ownedBy === undefined || context.owningPackage === undefined) return undefined;
	if (context.root.lookup(path).found) return undefined;
	return {
		rule: "exec-refused",
		severity: "error",
		message: `${path} belongs to the image's package ${ownedBy} and stays behind with its base; ${targetWords(context)} does not have it`,
		about: [path],
		evidence: { errno, ownedBy, ...lineOf({ line }) },
		remedies: [...insteadOf(context), `ship your own build of it, outside the base's packages`],
	};
}

/** The program in the new base's own packages. */
function insteadOf(context: RuleContext): readonly string[] {
	const { kind } = context.subject.program;
	if (kind === "jvm" && loaderOf(context) === "musl") return javaOnMusl(context);
	const known = packageAdvice(context, context.subject.path);
	if (known.length > 0) return known;
	return managerOf(context) === "none"
		? [`take a base that has it: ${targetWords(context)} installs no packages`]
		: [`install what ${targetWords(context)} calls the package ${context.subject.ownedBy}`];
}
