import type { SubjectKind } from "../program/program-facts.ts";
import type { Finding, Severity } from "../rules/finding.ts";
import type { DependencyTree, ResolvedLibrary } from "./dependency-tree.ts";

/** The report: the contract of `--format json`, and the only thing that renderers see.
 *  Every array of names is sorted by UTF-16 code unit; the same input gives the same bytes. */
export interface Report {
	readonly schemaVersion: 1;
	readonly tool: { readonly name: "elfspect"; readonly version: string };
	readonly subjects: readonly SubjectReport[];
	readonly recommendation?: Recommendation;
	readonly gate?: Gate;
	/** Inputs and inner files that got no answer, and why. */
	readonly diagnostics?: readonly Diagnostic[];
	/** Findings of all files grouped by what would mend them, ordered by how much each blocks; absent without any. */
	readonly causes?: readonly Cause[];
	/** Everything judged, counted; the details above may be limited by `--summary`. */
	readonly summary?: Summary;
}

export type Verdict = "runs" | "at-risk" | "fails" | "unknown";
export interface SubjectReport {
	/** Inside its image or folder; as given for a single file. */
	readonly path: string;
	readonly source: string;
	/** The file as it is found on disk, relative to the repository: `dist/app`; `app.tar!/usr/bin/app` in an archive. */
	readonly location?: string;
	readonly kind: SubjectKind;
	/** `entrypoint` marks what the image starts; `plug-in` what a host program dlopens. */
	readonly role?: "entrypoint" | "command" | "plug-in";
	readonly elf?: ElfSummary;
	/** What the program is, with the evidence (language, tool chain, packer). */
	readonly program?: ProgramSummary;
	readonly script?: { readonly interpreter: string; readonly argument?: string };
	/** Package of the image's own distribution that owns the file. */
	readonly ownedBy?: string;
	/** It is one of several files of which a host opens the one for its platform. */
	readonly alternative?: {
		/** Whose way of choosing it is: `node-gyp-build`, `jni`, ... */
		readonly convention: string;
		/** What the files are for: a package's name. */
		readonly of: string;
		/** The platform that its path says it is for. */
		readonly platform: string;
	};
	readonly results: readonly TargetResult[];
	/** Targets on which nothing opens or starts it: it has no result there and counts nowhere. */
	readonly notForTarget?: readonly PassedOver[];
}

/** Why a file is of no account on a target. */
export interface PassedOver {
	readonly target: string;
	readonly arch: string;
	readonly because: string;
}

export interface ElfSummary {
	readonly class: "ELF32" | "ELF64";
	readonly endianness: "little" | "big";
	readonly machine: string;
	readonly type: string;
	readonly interpreter?: string;
	readonly needed: readonly string[];
	readonly soname?: string;
	readonly rpath?: string;
	readonly runpath?: string;
	readonly undefinedSymbols: number;
	readonly versionNeeds: Readonly<Record<string, readonly string[]>>;
	readonly builtFor: BuiltFor;
	readonly minimumGlibc?: string;
	readonly buildId?: string;
}

export type BuiltFor = "glibc" | "musl" | "uclibc" | "bionic" | "static" | "unknown";

export interface ProgramSummary {
	/** For example `go`, `rust`, `python-extension`, `node-addon`, `jvm`, `dotnet-single-file`. */
	readonly kind: string;
	readonly evidence: readonly string[];
	readonly details?: Readonly<Record<string, string>>;
}

export interface TargetResult {
	/** As the user named it, or as the default matrix does. */
	readonly target: string;
	/** What an alias stands for, for example `alpine:3.24` for `alpine`. */
	readonly resolvedTarget?: string;
	readonly arch: string;
	readonly verdict: Verdict;
	/** The first line that the user would see; absent when it runs. */
	readonly message?: string;
	/** The target's facts are derived, not measured. */
	readonly derived?: true;
	readonly missing: {
		readonly interpreter?: string;
		readonly libraries: readonly string[];
		readonly symbols: readonly string[];
		readonly versions: readonly string[];
	};
	readonly findings: readonly Finding[];
	/** Where each library of the process was found, in load order; only in reports that hold everything (JSON). */
	readonly resolved?: readonly ResolvedLibrary[];
	/** What the load found, object by object; only where it was asked for (`inspect tree`). */
	readonly tree?: DependencyTree;
}

/** One thing to mend: a rule, what it is about, and the files of one target that it speaks against. */
export interface Cause {
	readonly rule: string;
	/** `info` where the files could not be judged. */
	readonly severity: Severity;
	readonly target: string;
	/** Interpreter, libraries, symbols, versions or paths, sorted; the 40 most frequent. */
	readonly about: readonly string[];
	/** Files with this cause, and how many of them are programs or scripts. */
	readonly count: number;
	readonly programs: number;
	/** Files that nothing else speaks against: mend this and they run. */
	readonly soleBlockerOf: number;
	/** What helps most of the files first; five at most. */
	readonly remedies: readonly string[];
	/** One of the files, with the line that its user would see; what the image starts where that is one of them. */
	readonly example: {
		readonly path: string;
		readonly source: string;
		readonly location?: string;
		readonly message: string;
	};
	/** It speaks against what the image starts. */
	readonly blocksEntrypoint?: true;
	/** Packages that the files come from, most files first; five at most. */
	readonly from?: readonly string[];
}

export interface Recommendation {
	/** The smallest target on which everything runs; absent when there is none. */
	readonly smallest?: string;
	readonly alternatives: readonly string[];
	/** Where nothing runs everything: the base that lacks no more than its own packages bring. */
	readonly nearest?: NearestBase;
	/** Two lines at most. */
	readonly because?: string;
}

/** A base and what to install on it; it has not been tried. */
export interface NearestBase {
	readonly target: string;
	/** Names for the base's own package manager, sorted. */
	readonly packages: readonly string[];
}

export interface Gate {
	readonly passed: boolean;
	readonly failOn: "error" | "warning" | "never";
	readonly targets: readonly string[];
	/** What made it fail, shortest form: path, target, verdict. */
	readonly failures?: readonly { readonly path: string; readonly target: string; readonly verdict: Verdict }[];
}

export interface Diagnostic {
	readonly severity: "error" | "warning";
	readonly source: string;
	readonly path?: string;
	readonly message: string;
	/** The program itself went wrong: a defect of elfspect. */
	readonly defect?: true;
}

export interface Summary {
	readonly subjects: number;
	readonly byTarget: readonly {
		readonly target: string;
		readonly runs: number;
		readonly atRisk: number;
		readonly fails: number;
		readonly unknown: number;
	}[];
}
