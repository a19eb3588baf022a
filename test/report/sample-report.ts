import type { Finding } from "../../src/rules/finding.ts";
import type { Report, TargetResult } from "../../src/verdict/report.ts";

/** A finding with everything filled in, changed where a test asks for it. */
export function sampleFinding(change: Partial<Finding> = {}): Finding {
	return {
		rule: "library-missing",
		severity: "error",
		message: "libtinfo.so.6 is not in the target",
		about: ["libtinfo.so.6"],
		evidence: { neededBy: "/bin/app" },
		remedies: ["install ncurses-libs", "link it statically"],
		...change,
	};
}

export function sampleResult(change: Partial<TargetResult> = {}): TargetResult {
	return {
		target: "alpine:3.20",
		arch: "x86_64",
		verdict: "fails",
		message: "Error loading shared library libtinfo.so.6: No such file or directory (needed by /bin/app)",
		missing: { libraries: ["libtinfo.so.6"], symbols: [], versions: [] },
		findings: [sampleFinding()],
		...change,
	};
}

/** One file that fails on one target, gate included. */
export function sampleReport(change: Partial<Report> = {}, path = "/bin/app"): Report {
	return {
		schemaVersion: 1,
		tool: { name: "elfspect", version: "1.2.3" },
		subjects: [
			{
				path,
				source: "docker-archive:app.tar",
				kind: "executable",
				elf: {
					class: "ELF64",
					endianness: "little",
					machine: "EM_X86_64",
					type: "ET_DYN",
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libtinfo.so.6", "libc.so.6"],
					undefinedSymbols: 12,
					versionNeeds: { "libc.so.6": ["GLIBC_2.34"] },
					builtFor: "glibc",
					minimumGlibc: "2.34",
				},
				results: [sampleResult()],
			},
		],
		gate: { passed: false, failOn: "error", targets: ["alpine:3.20"] },
		...change,
	};
}

/** Text that tries everything: terminal escapes, right-to-left override, XML, Markdown, annotations, CSV formula, workflow
 *  commands where a line may begin, NUL, lone surrogates, invisible tags. */
export const HOSTILE =
	'=lib\u001b[31m\u202e]]>"<b><script>&`|[x](y)@me::error::%0A\r\n%25\0 ::stop-commands::x ##[add-mask]y \udc9b\u{e0041}\u009b.so';
