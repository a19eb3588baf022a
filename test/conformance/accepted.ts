import { readFileSync } from "node:fs";
import type { Comparison } from "./comparison.ts";

/** A disagreement that stands, with its reason. */
interface Accepted {
	readonly name: string;
	readonly reason: string;
	readonly applies: (comparison: Comparison) => boolean;
}

const ACCEPTED: readonly Accepted[] = [
	{
		name: "constructor-calls-deferred-symbol",
		reason:
			"musl deferred missing functions of a file opened with RTLD_LAZY, so the loader finished; the file's own constructor then called one of them at address 0. The prediction names the symbol as missing at first call.",
		applies: ({ observation, prediction }) =>
			observation.trial === "lazy" &&
			observation.outcome === "crashed" &&
			observation.detail === "11 ?" &&
			prediction.outcome === "starts" &&
			prediction.symbols.length > 0,
	},
	{
		name: "loader-without-a-model",
		reason:
			"The program's interpreter is none of the loaders that are known. The answer is `unknown`, which agrees with nothing and promises nothing.",
		applies: ({ prediction }) => prediction.reason?.endsWith("is none whose behaviour is known") === true,
	},
	{
		name: "listed-behind-a-missing-library",
		reason:
			"glibc's listing goes on where a start has ended: for references that name the version of a library that is missing it takes a name from libc.so.6, or does not, in another way than a start with that library would. The missing libraries and versions are the same; the report does not list symbols that a missing library may bring.",
		applies: ({ observation, prediction, differing = [] }) => {
			const { missing } = observation;
			const isMissing = missing !== undefined && missing.libraries.length > 0 && prediction.outcome === "refused";
			const inOne = (list: readonly string[], other: readonly string[]) => list.filter((name) => !other.includes(name));
			const [was = [], said] = [missing?.symbols, prediction.symbols];
			const few = inOne(was, said).length + inOne(said, was).length <= 8;
			return isMissing && few && differing.every((list) => list.startsWith("symbols"));
		},
	},
	{
		name: "listed-without-the-libdl-of-a-host",
		reason:
			"Before glibc 2.34 dlopen and its like are in libdl.so.2, which every program that opens a library has loaded, and the loader that lists a library by itself has not. Opened for real, the library finds them.",
		applies: ({ observation, prediction, differing = [] }) => {
			const unsaid = observation.missing?.symbols.filter((name) => !prediction.symbols.includes(name)) ?? [];
			return differing.join() === "symbols not predicted" && unsaid.every((name) => LIBDL.test(name));
		},
	},
	{
		name: "sanitizer-ends-its-host",
		reason:
			"A sanitizer's runtime that was opened by a program without it ended the process in its own words. The loader had no objection; the report says so as a risk (sanitizer-not-first, tagged-addresses).",
		applies: ({ observation, prediction }) =>
			prediction.verdict === "at-risk" &&
			observation.outcome === "refused" &&
			SANITIZER.test(observation.lines[0] ?? ""),
	},
	{
		name: "constructor-crashes",
		reason:
			"The file's or its library's own constructor crashed in that library's code, after the loader had bound everything without a word (xtables plug-ins without the program that sets their library up). No loader refuses such a file.",
		applies: ({ observation, prediction }) => {
			const site = observation.detail.split(" ")[1] ?? "?";
			const ownCode = observation.outcome === "crashed" && site.startsWith("/") && !LOADERS.test(site);
			return (
				observation.trial !== "exec" && ownCode && observation.lines.length === 0 && prediction.outcome === "starts"
			);
		},
	},
	{
		name: "constructor-gives-up",
		reason:
			"The file's or its library's own constructor printed its own words and called abort(3): a Qt widget without an application, for one. The loader had bound everything without a word.",
		applies: ({ observation, prediction }) => {
			const { trial, outcome, detail, lines } = observation;
			const isAborted = trial !== "exec" && outcome === "crashed" && detail.startsWith("6 ");
			const isOwn = lines.length > 0 && !LOADER_WORDS.test(lines[0] ?? "");
			return isAborted && isOwn && prediction.outcome === "starts";
		},
	},
	{
		name: "constructor-calls-missing-function",
		reason:
			"glibc put off binding the functions of a file opened with RTLD_LAZY, so its loading was done; the file's own constructor then called one that nobody defines. The prediction names it as missing at first call. Before 2.26 the error that ends the constructor ends dlopen, too, which answers with it or crashes while it clears up.",
		applies: ({ observation, prediction }) => {
			const { trial, outcome, detail, lines } = observation;
			if (trial !== "lazy" || prediction.outcome !== "starts" || prediction.symbols.length === 0) return false;
			if (outcome === "crashed") return /^11 .*\/ld-2\.(1\d|2[0-5])\.so$/.test(detail);
			const words = detail === "127" ? /symbol lookup error: .*: undefined symbol: ([^,]+)/ : REGISTRATION;
			const called = words.exec(lines[0] ?? "")?.[1];
			return called !== undefined && prediction.symbols.includes(called);
		},
	},
	{
		name: "name-of-nameless-variable",
		reason:
			"musl prints a variable that it has not set where the offending TLS variable has no name: what stands there depends on how that loader was compiled. Everything else in the line is the same.",
		applies: ({ observation, prediction }) => {
			const [was = "", said = ""] = [observation.lines[0], prediction.lines[0]].map((line) =>
				line?.replace(NAME, ": "),
			);
			return was === said && was.includes("initial-exec TLS");
		},
	},
	{
		name: "folders-of-intel-processors",
		reason:
			"glibc before 2.37 looks into haswell/ on Intel's processors alone, and the models take a processor for one of Intel's; the machine of the run had another's (docs/what-is-judged.md).",
		applies: ({ root }) => root.includes("haswell") && !hasIntelProcessor(),
	},
	{
		name: "folder-closed-to-nobody",
		reason:
			"Files are tried as nobody, judged as root: the file's RUNPATH leads into a folder of root's, and musl says of a library that nobody may not look for it there.",
		applies: ({ observation: { lines }, prediction }) =>
			lines[0]?.replace("Permission denied", "No such file or directory") === prediction.lines[0] &&
			/^Error loading shared library .*: Permission denied/.test(lines[0] ?? ""),
	},
];

function hasIntelProcessor(): boolean {
	return readFileSync("/proc/cpuinfo", "utf8").includes("GenuineIntel");
}

/** What only constructors of Node addons call: dlopen's answer alone would not tell that from a refusal. */
const REGISTRATION = /: undefined symbol: (n(?:ode|api)_module_register)$/;

/** Functions that moved from libdl to libc. */
const LIBDL = /^dl(open|close|sym|vsym|error|addr1?|info|mopen)$/;

/** What a sanitizer's runtime says when it gives up. */
const SANITIZER = /^==\d+==ASan runtime does not come first|^FATAL: HWAddressSanitizer requires/;

/** What a loader or C library says before it gives up. */
const LOADER_WORDS = /ld\.so|glibc|symbol lookup error|Error (loading|relocating)/;

/** Loaders and C libraries: what crashes there is not a constructor's doing alone. */
const LOADERS = /\/(ld-[^/]*|ld-linux[^/]*|libc[.-][^/]*|libm[.-][^/]*)$/;

/** The name of the symbol in musl's line about initial-exec TLS. */
const NAME = /(?<=^Error relocating [^:]*): .*: (?=initial-exec TLS)/;

/** The name under which a disagreement is accepted; undefined when it is not. */
export function isAccepted(comparison: Comparison): Pick<Accepted, "name" | "reason"> | undefined {
	return ACCEPTED.find(({ applies }) => applies(comparison));
}
