import type { CrashCause } from "../../loader/load.ts";
import { baseAdvice } from "../advice/bases.ts";
import { rebuildAdvice } from "../advice/rebuild.ts";
import { isOnMusl } from "../context/libc.ts";
import { lineOf, problemsMet, severityOf } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** The start ends in a signal, without a word from the loader. */
export default defineRule({
	id: "crash",
	title: "The program crashes before it starts",
	severity: "error",
	rank: 520,
	check(context) {
		const problems = problemsMet(context, "crash");
		const isTold = problems.some(({ cause }) => cause === "start-arguments");
		const found = problems.map((problem) => ({
			rule: "crash",
			severity: severityOf(problem, "warning"),
			message: `${problem.object} crashes while it is loaded on ${targetWords(context)}: ${problem.because}`,
			about: [problem.object],
			evidence: {
				object: problem.object,
				because: problem.because,
				...lineOf(problem),
			},
			remedies: remediesFor(context, problem.cause),
		}));
		return isTold || !isGoLibraryOnMusl(context) ? found : [...found, goLibrary(context)];
	},
});

/** Go's start code for libraries, in a program linked with all of musl, or in one whose loader is musl's. */
function isGoLibraryOnMusl(context: RuleContext): boolean {
	const { kind, elf, program } = context.subject;
	if (program.kind !== "go" || !/^c-(shared|archive)$/.test(program.details.buildmode ?? "")) return false;
	// A static program of glibc has a note that names the kernel which it needs.
	return kind === "static-executable" ? elf?.notes.abiTag === undefined : isOnMusl(context);
}

function goLibrary(context: RuleContext): Finding {
	const { path, program } = context.subject;
	const because = "Go's start code for libraries needs argc and argv, which musl does not pass";
	return {
		rule: "crash",
		severity: "error",
		message: `${path} crashes while it is loaded on ${targetWords(context)}: ${because}`,
		about: [path],
		evidence: { object: path, because, buildmode: program.details.buildmode ?? "" },
		remedies: remediesFor(context, "start-arguments"),
	};
}

function remediesFor(context: RuleContext, cause: CrashCause | undefined): readonly string[] {
	switch (cause) {
		case "unrelocated":
			return ["link it with `-static-pie`, whose start code (rcrt1.o) applies them, or with `-static -no-pie`"];
		case "libraries-not-loaded":
			return context.subject.program.kind === "rust" ? [RUST_DYNAMIC, ALL_STATIC] : [C_DYNAMIC, ALL_STATIC];
		case "start-arguments":
			return [...baseAdvice(context), ...GO_WITHOUT_C];
		default:
			return rebuildAdvice(context);
	}
}

const RUST_DYNAMIC =
	"let the loader start it, and load the libraries: build it with `RUSTFLAGS='-C target-feature=-crt-static'`";
const C_DYNAMIC = "let the loader start it, and load the libraries: link it without `-static` and `-static-pie`";
const ALL_STATIC = "link the libraries in, too, from their `.a` files";
/** Neither linking a library with the host nor LD_PRELOAD helps: its start is the same. Source: golang/go#13492. */
const GO_WITHOUT_C = [
	"build it for glibc and use a base with glibc: no release of Go fixes this for musl (golang/go#13492)",
	"make the Go part a program of its own, `CGO_ENABLED=0 go build`, and call that",
];
