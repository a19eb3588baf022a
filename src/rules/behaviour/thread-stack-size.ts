import { compareVersions, glibcFilesOnMusl, libcOf, starts } from "../context/libc.ts";
import { loadedNames } from "../context/needs.ts";
import { importedOf, type LoadedFile, loadedFiles } from "../context/objects.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

const CREATE = [
	"pthread_create",
	"thrd_create",
	"_ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE",
];
const SET_SIZE = ["pthread_attr_setstacksize", "pthread_attr_setstack", "pthread_setattr_default_np"];

/** Libraries that run interpreters, compilers or parsers of their own in a program's threads. */
const DEEP = /^lib(python|ruby|perl|php|lua|guile|mono|v8|node|mozjs|javascriptcore|jvm|LLVM|clang|R\.|octave)/;

/** A thread gets 128 KiB of stack on musl (80 KiB before 1.1.21), where glibc gives what `ulimit -s` says, mostly 8 MiB. */
export default defineRule({
	id: "thread-stack-size",
	title: "musl gives threads a small stack",
	severity: "warning",
	rank: 745,
	check(context) {
		if (!starts(context) || raisedByStackHeader(context)) return [];
		return glibcFilesOnMusl(context)
			.filter(({ isSubject, elf }) => isSubject && createsThreads(elf))
			.map((file) => findingFor(context, file));
	},
});

function createsThreads(elf: LoadedFile["elf"]): boolean {
	return importedOf(elf, CREATE).length > 0 && importedOf(elf, SET_SIZE).length === 0;
}

function findingFor(context: RuleContext, { elf, object }: LoadedFile): Finding {
	const deep = loadedNames(context, DEEP);
	const recursive = deep.length > 0 ? `, and ${deep[0]} needs deep ones` : "";
	return {
		rule: "thread-stack-size",
		severity: deep.length > 0 ? "warning" : "info",
		message: `${object.name} starts threads without saying how large their stacks are${recursive}: on musl they get ${defaultSize(context)}, on glibc usually 8 MiB`,
		about: importedOf(elf, CREATE),
		evidence: { object: object.name, imports: importedOf(elf, CREATE), deep },
		remedies: [
			...(sizeFromHeader(context) ? ["link with `-Wl,-z,stack-size=8388608`: musl takes it for threads, too"] : []),
			"set it in the source: pthread_attr_setstacksize",
		],
	};
}

/** The stack size of PT_GNU_STACK counts for threads, of the program and of every library loaded with it. */
function raisedByStackHeader(context: RuleContext): boolean {
	return sizeFromHeader(context) && loadedFiles(context).some(({ elf }) => (elf.gnuStack?.sizeBytes ?? 0) > 0);
}

function sizeFromHeader(context: RuleContext): boolean {
	const libc = libcOf(context);
	return libc.kind !== "musl" || libc.features.gnuStackSetsThreadStack;
}

function defaultSize(context: RuleContext): string {
	const libc = libcOf(context);
	const older = libc.kind === "musl" && (compareVersions(libc.version, "1.1.21") ?? 0) < 0;
	return older ? "80 KiB" : "128 KiB";
}
