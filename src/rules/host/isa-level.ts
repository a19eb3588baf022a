import { EM } from "../../elf/constants-machine.ts";
import type { CodeLevel } from "../../program/code-level.ts";
import { starts } from "../context/libc.ts";
import { lineOf, problemsMet, severityOf } from "../context/problems.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** The file needs a newer processor than x86-64's baseline; glibc checks it at load time. */
export default defineRule({
	id: "isa-level",
	title: "The file needs a newer x86-64 level than the processor may have",
	severity: "error",
	rank: 330,
	check(context) {
		const marked = problemsMet(context, "isa-level").map((problem) => ({
			rule: "isa-level",
			severity: severityOf(problem, "warning"),
			message: `${problem.object} is ${problem.ofBase === true ? "the loader of a base that was built" : "marked"} for x86-64-v${problem.needed}: on a processor below that level it does not start`,
			about: [problem.object],
			evidence: {
				object: problem.object,
				needed: problem.needed,
				...lineOf(problem),
			},
			remedies: [
				...(problem.ofBase === true
					? ["take a base that is built for the baseline: Debian's and Alpine's are"]
					: ["rebuild for the baseline: `-march=x86-64` (and not `-z x86-64-v2`, `-v3` or `-v4`)"]),
				`run it only on processors of level x86-64-v${problem.needed}`,
			],
		}));
		const unmarked = marked.length > 0 ? undefined : withoutMark(context);
		return unmarked === undefined ? marked : [unmarked];
	},
});

/** Where the processor is named, a file that says nothing of the level that it needs is no success until its code has been
 *  looked at. */
function withoutMark(context: RuleContext): Finding | undefined {
	const { x86Level, subject } = context;
	if (x86Level === undefined || x86Level === 4 || !starts(context) || subject.elf?.machine !== EM.EM_X86_64)
		return undefined;
	const { codeLevel } = subject.program;
	if (codeLevel !== undefined && codeLevel.level <= x86Level && codeLevel.unreadBytes === 0) return undefined;
	return {
		rule: "isa-level",
		severity: "warning",
		message: `${subject.path} has no mark of the level that it needs, and ${whatIsKnown(codeLevel, x86Level)}: whether it runs on x86-64-v${x86Level} is not known`,
		about: [subject.path],
		evidence: {
			wanted: x86Level,
			...(codeLevel === undefined ? {} : { found: codeLevel.level, unreadBytes: codeLevel.unreadBytes }),
		},
		remedies: [
			`try it on such a processor: \`qemu-x86_64 -cpu ${CPUS[x86Level]} FILE\``,
			"mark what is built: `-Wl,-z,x86-64-baseline`, `-v2`, `-v3` or `-v4`",
		],
	};
}

/** Names that qemu has for processors of a level and of no higher one. */
const CPUS = { 1: "core2duo", 2: "Nehalem", 3: "Haswell" } as const;

function whatIsKnown(found: CodeLevel | undefined, wanted: number): string {
	if (found === undefined) return "its code is not at hand";
	if (found.level > wanted)
		return `its code has instructions of x86-64-v${found.level}, which it may use without asking the processor`;
	return `${Math.ceil(found.unreadBytes / (1 << 20))} MiB of its code were not looked at`;
}
