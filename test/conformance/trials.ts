import type { Subject } from "./corpus/subjects.ts";
import type { Job } from "./oracle.ts";
import type { Root } from "./roots.ts";

/** Ways to try one file in one root.
 *  - `exec`: execve, as far as the program's entry point
 *  - `now`, `lazy`: dlopen by a host program that brings nothing
 *  - `plugin`: dlopen(RTLD_NOW) by a host that brings the names of the usual hosts (Python, Node, Perl, ...)
 *  - `list`: everything that is missing, as the loader itself lists it; no start, but the whole truth behind it */
export type Trial = "exec" | "now" | "lazy" | "plugin" | "list";

/** A file, where it stands in the root, and how it is tried. */
export interface Attempt {
	readonly subject: Subject;
	readonly path: string;
	readonly trial: Trial;
}

/** Every attempt with one file in one root. */
export function attemptsFor(root: Root, subject: Subject, path: string): Attempt[] {
	const attempt = (trial: Trial): Attempt => ({ subject, path, trial });
	const attempts: Attempt[] = [];
	if (subject.role !== "library") attempts.push(attempt("exec"));
	else if (root.dlopens) {
		attempts.push(attempt("now"), attempt("lazy"));
		if (isPlugin(subject)) attempts.push(attempt("plugin"));
	}
	if (isListed(root, subject)) attempts.push(attempt("list"));
	return attempts;
}

/** A library that needs nothing is listed without the C library that its host would have brought: not the same thing. */
function isListed(root: Root, { role, sketch }: Subject): boolean {
	const hasLister = root.libc === "musl" || root.libc === "glibc";
	return hasLister && sketch.dynamic && sketch.machine === 62 && (role !== "library" || sketch.needed > 0);
}

const PLUGIN_PLACES =
	/(dist-packages|site-packages|lib-dynload|\/perl5?\/|\/ruby\/|\/lua\/|\/php\/|\/postgresql\/.*\/lib\/|apache2\/modules|nginx\/modules|\.node$)/;

/** A file that only a host program loads, by where its package puts it. */
function isPlugin(subject: Subject): boolean {
	return PLUGIN_PLACES.test(subject.origin);
}

/** The job that shows what an attempt leads to.
 *  @param glibcHost which of the glibc hosts starts in this root */
export function jobFor(root: Root, attempt: Attempt, glibcHost: string): Job {
	const id = `${attempt.path}|${attempt.trial}`;
	const { path, trial } = attempt;
	if (trial === "exec") return { id, mode: "enter", arguments: [path] };
	if (trial === "list" && root.libc === "musl") {
		return { id, mode: "run", arguments: ["/lib/ld-musl-x86_64.so.1", "--list", path] };
	}
	if (trial === "list") {
		const environment = "LD_TRACE_LOADED_OBJECTS=1 LD_WARN=1 LD_BIND_NOW=1";
		return { id, mode: "run", environment, arguments: ["/lib64/ld-linux-x86-64.so.2", path] };
	}
	const host = root.libc === "musl" ? "host-musl" : glibcHost;
	const names = trial === "plugin" ? "-names" : "";
	return { id, mode: "run", arguments: [`/h/${host}${names}`, trial === "lazy" ? "lazy" : "now", path] };
}
