import { UNIX_LINE_ENDS } from "../advice/line-ends.ts";
import { packageAdvice } from "../advice/packages.ts";
import { lineOf, type ProblemOf, problemsMet } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

type Program = ProblemOf<"program-missing">["program"];

/** What is to be started is not found, or is nothing that could be started. */
export default defineRule({
	id: "program-missing",
	title: "The program to start is not found",
	severity: "error",
	rank: 130,
	check(context) {
		return problemsMet(context, "program-missing").map((problem) => missing(context, problem));
	},
});

function missing(context: RuleContext, { program, line }: ProblemOf<"program-missing">): Finding {
	const { word, starter, obstacle } = program;
	return {
		rule: "program-missing",
		severity: "error",
		message: `${starter} cannot start \`${word}\`: ${because(context, program)}`,
		about: [word],
		evidence: { word, starter, obstacle: obstacle.kind, ...lineOf({ line }) },
		remedies: remediesFor(context, program),
	};
}

function because(context: RuleContext, { word, starter, obstacle }: Program): string {
	switch (obstacle.kind) {
		case "nothing":
			if (word.endsWith("\r")) return "its name ends in a carriage return: to a shell that is a letter like any other";
			return word.includes("/")
				? `${targetWords(context)} has no file of that path`
				: `no folder of PATH has a program of that name on ${targetWords(context)}`;
		case "dangling-link":
			return `${obstacle.path} is a symbolic link to ${obstacle.target}, which leads to no file`;
		case "directory":
			return `${obstacle.path} is a folder`;
		case "not-executable":
			return `${obstacle.path} is there, and not an executable file`;
		case "not-readable":
			return `${obstacle.path} is there, and may not be read`;
		case "no-script":
			return `${obstacle.path} is an ELF file, and ${starter} reads it as a script`;
		case "in-relative-folder":
			return `it is found as ${obstacle.path} by way of the entry \`${obstacle.folder}\` of PATH, and programs found by way of a relative one are not run`;
		case "working-directory":
			return `the working directory ${obstacle.path} is a file`;
	}
}

function remediesFor(context: RuleContext, program: Program): readonly string[] {
	const { obstacle } = program;
	switch (obstacle.kind) {
		case "nothing":
			return elsewhere(context, program);
		case "dangling-link":
			return [`copy what the link leads to, or let the link name what is there: \`ln -sf\``];
		case "directory":
			return [`name the program in it: \`${obstacle.path}/...\``];
		case "not-executable":
			return ["make it executable: `chmod +x`, or `COPY --chmod=755` in the Dockerfile"];
		case "not-readable":
			return ["let its user read it: `chmod o+r`, or `COPY --chmod=755` in the Dockerfile"];
		case "no-script":
			return ["start it without the shell in front"];
		case "in-relative-folder":
			return [`name it by its path, \`${obstacle.path}\`, or write PATH with absolute folders`];
		case "working-directory":
			return ["take another `WORKDIR`, or the file away: the runtime makes a folder where there is nothing"];
	}
}

/** A word that cannot be meant, the place where the program is, the package that has it. */
function elsewhere(context: RuleContext, { word }: Program): readonly string[] {
	if (word.endsWith("\r")) return [UNIX_LINE_ENDS];
	const slip = slipOfWriting(context, word);
	if (slip !== undefined) return [slip];
	const stands = FOLDERS.map((folder) => `${folder}/${lastName(word)}`).find((path) => isFile(context, path));
	if (stands !== undefined) return [`name it by the path at which it is: \`${stands}\``];
	return [...packageAdvice(context, word), "copy it into the image, or name another program to be started"];
}

/** Folders in which programs stand, beyond an image's own PATH. */
const FOLDERS = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "", "/app"];

/** Dockerfiles take for a shell's text what is no JSON; the exec form has one word for each argument, and no shell. */
function slipOfWriting(context: RuleContext, word: string): string | undefined {
	if (word.startsWith("[")) {
		return 'write the list as JSON, with double quotes: `["/app", "--flag"]`; anything else is a text for the shell';
	}
	if (/^["']/.test(word)) return "take the quotes away: the exec form keeps every word as written";
	if (word.startsWith("$")) return "name the program itself: without a shell, no variable is expanded";
	const [first = ""] = word.split(/[ \t\n]/);
	if (first === word || first === "") return undefined;
	return isFile(context, first) || !first.includes("/")
		? 'give each argument a word of its own: `["/app", "--flag"]`, not `["/app --flag"]`'
		: undefined;
}

function isFile({ root }: RuleContext, path: string): boolean {
	const found = root.lookup(path);
	return found.found && found.entry.type === "file";
}

function lastName(word: string): string {
	return word.slice(word.lastIndexOf("/") + 1);
}
