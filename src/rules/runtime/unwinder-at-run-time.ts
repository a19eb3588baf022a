import { libcOf, starts } from "../context/libc.ts";
import { loadedNames, subjectImports } from "../context/needs.ts";
import { baseName, exists, importedOf, loadedFiles } from "../context/objects.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** What ends the process when libgcc_s cannot be opened. Source: glibc nptl/pthread_exit.c, pthread_cancel.c. */
const FATAL = ["pthread_exit", "pthread_cancel"];
/** What finds nothing then. Source: glibc debug/backtrace.c. */
const EMPTY = ["backtrace"];

/** glibc opens libgcc_s.so.1 only when a thread is ended or a call stack is asked for. */
export default defineRule({
	id: "unwinder-at-run-time",
	title: "glibc opens libgcc_s.so.1 at run time, and the target lacks it",
	severity: "warning",
	rank: 905,
	check(context) {
		if (!starts(context) || libcOf(context).kind !== "glibc" || hasUnwinder(context)) return [];
		return [...fatal(context), ...empty(context)];
	},
});

function fatal(context: RuleContext): readonly Finding[] {
	const users = loadedFiles(context).flatMap((file) => {
		const { elf, object } = file;
		const names = isLibc(baseName(file)) ? [] : importedOf(elf, FATAL);
		return names.length > 0 ? [{ object: object.name, names }] : [];
	});
	return users.slice(0, 1).map(({ object, names }) => ({
		rule: "unwinder-at-run-time",
		severity: "warning",
		message: `${object} calls ${names.join(" and ")}: glibc then opens libgcc_s.so.1, which ${targetWords(context)} lacks, and ends the process ("libgcc_s.so.1 must be installed for ${names[0]} to work")`,
		about: ["libgcc_s.so.1"],
		evidence: { object, imports: names },
		remedies: REMEDIES,
	}));
}

function empty(context: RuleContext): readonly Finding[] {
	return subjectImports(context, EMPTY).map((name) => ({
		rule: "unwinder-at-run-time",
		severity: "info",
		message: `it calls ${name}: without libgcc_s.so.1, which ${targetWords(context)} lacks, glibc finds no frames`,
		about: ["libgcc_s.so.1"],
		evidence: { imports: [name] },
		remedies: REMEDIES,
	}));
}

const REMEDIES = [
	"use a base with libgcc_s.so.1, such as `distroless/cc` or `debian:*-slim`",
	"copy libgcc_s.so.1 of the same distribution beside libc.so.6",
] as const;

/** glibc's own libraries call these for others. */
function isLibc(name: string): boolean {
	return /^(libc|libpthread|ld-linux[^/]*|libresolv|libanl|libm|librt|libdl)\.(so|so\..*)$/.test(name);
}

/** Already loaded, or in a directory where glibc looks. */
function hasUnwinder(context: RuleContext): boolean {
	const libc = libcOf(context);
	if (loadedNames(context, /^libgcc_s\.so\.1$/).length > 0) return true;
	const folders = libc.kind === "glibc" ? libc.systemDirectories : [];
	return [...folders, "/lib", "/usr/lib", "/lib64", "/usr/lib64"].some((folder) =>
		exists(context, `${folder}/libgcc_s.so.1`),
	);
}
