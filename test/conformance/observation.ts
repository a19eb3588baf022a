import type { JobResult } from "./oracle.ts";
import type { Attempt, Trial } from "./trials.ts";

/** What really happened, one line of an observation file. */
export interface Observation {
	/** Subject. */
	readonly id: string;
	/** Where it stood in the root. */
	readonly path: string;
	readonly trial: Trial;
	/** For `list` it is `listed`, unless the loader died over it. */
	readonly outcome: "starts" | "refused" | "crashed" | "timeout" | "listed";
	/** errno, exit status, or signal and mapped file. */
	readonly detail: string;
	/** What kernel (in a container runtime's words) or loader said. */
	readonly lines: readonly string[];
	/** For `list`. */
	readonly missing?: Missing;
}

/** Everything that a loader lists as missing, sorted. */
export interface Missing {
	readonly libraries: readonly string[];
	readonly symbols: readonly string[];
	readonly versions: readonly string[];
	/** Other complaints. */
	readonly other: readonly string[];
	/** A C library was among what was loaded. A library that brings none is listed without the one of its host. */
	readonly libc: boolean;
}

/** How both loaders show that the C library was loaded (musl answers for its parts itself). */
const LIBC_LINE = /^\tlib(c|m|pthread|rt|dl|util|xnet)\.\S* => \//;

/** What the host's own start says before it opens anything. */
const PRELOAD_LINE = /^ERROR: ld\.so: object '.*' from \/etc\/ld\.so\.preload cannot be preloaded/;

const ERRNO_WORDS: Readonly<Record<string, string>> = {
	ENOENT: "no such file or directory",
	ENOEXEC: "exec format error",
	EACCES: "permission denied",
	EINVAL: "invalid argument",
	ELIBBAD: "accessing a corrupted shared library",
	ENOMEM: "cannot allocate memory",
	ELOOP: "too many levels of symbolic links",
	EFAULT: "bad address",
	EPERM: "operation not permitted",
};

/** Turns what a job showed into an observation. */
export function observationOf(attempt: Attempt, result: JobResult): Observation {
	const about = { id: attempt.subject.id, path: attempt.path, trial: attempt.trial, detail: result.detail };
	if (attempt.trial === "list" && result.outcome === "exited") {
		return { ...about, outcome: "listed", lines: [], missing: missingOf(result.lines) };
	}
	if (result.outcome === "exec") {
		const words = ERRNO_WORDS[result.detail] ?? result.detail;
		return { ...about, outcome: "refused", lines: [`exec ${attempt.path}: ${words}`] };
	}
	if (result.outcome === "timeout" || result.outcome === "crashed") {
		return { ...about, outcome: result.outcome, lines: result.lines };
	}
	if (result.outcome === "started") return { ...about, outcome: "starts", lines: result.lines };
	const lines = attempt.trial === "exec" ? result.lines : result.lines.filter((line) => !PRELOAD_LINE.test(line));
	const opened = attempt.trial !== "exec" && result.detail === "0" && result.lines.at(-1) === "opened";
	return { ...about, outcome: opened ? "starts" : "refused", lines: opened ? lines.slice(0, -1) : lines };
}

/** What a loader in listing mode complains about: musl's `--list`, glibc's LD_TRACE_LOADED_OBJECTS with LD_WARN. */
export function missingOf(lines: readonly string[]): Missing {
	const libraries = new Set<string>();
	const symbols = new Set<string>();
	const versions = new Set<string>();
	const other = new Set<string>();
	for (const line of lines) {
		const library = /^Error loading shared library (.*?): (?!Exec)|^\t(.*) => not found$/.exec(line);
		const symbol =
			/^Error relocating .*: (.*): symbol not found$|^undefined symbol: (.*?)(?:, version .*)?\t\(|^symbol (.*?),? version .* not defined in file /.exec(
				line,
			);
		const version = /version `(.*)' not found \(required by/.exec(line);
		if (library) libraries.add(library[1] ?? library[2] ?? "");
		else if (symbol) symbols.add(symbol[1] ?? symbol[2] ?? symbol[3] ?? "");
		else if (version) versions.add(version[1] ?? "");
		else if (!line.startsWith("\t")) other.add(line);
	}
	const sorted = (set: Set<string>) => [...set].sort();
	const libc = lines.some((line) => LIBC_LINE.test(line));
	return {
		libraries: sorted(libraries),
		symbols: sorted(symbols),
		versions: sorted(versions),
		other: sorted(other),
		libc,
	};
}
