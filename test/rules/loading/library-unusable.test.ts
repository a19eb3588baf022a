import type { LoadProblem } from "../../../src/loader/load.ts";
import rule from "../../../src/rules/loading/library-unusable.ts";
import { ruleTable } from "../rule-table.ts";

const I386 = 3;

function unusable(path: string, because: string): LoadProblem {
	return { kind: "library-unusable", fatal: true, object: "/app", library: "liba.so", path, because };
}

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{ problems: [unusable("/lib/liba.so", "file too short")], files: { "/lib/liba.so": "" } },
			{
				severity: "error",
				message: /^liba\.so is found at \/lib\/liba\.so, but cannot be loaded: file too short$/,
				about: ["liba.so"],
				remedy: /take the unusable \/lib\/liba\.so out/,
			},
		],
		[
			"and tells for which processor the file is, where that is another one",
			{ problems: [unusable("/lib/liba.so", "Exec format error")], files: { "/lib/liba.so": { machine: I386 } } },
			{
				message: /cannot be loaded: Exec format error; it is for i386, and the loader for x86_64$/,
				evidence: { machine: "i386" },
			},
		],
		[
			"and says nothing of the processor where it is the right one",
			{ problems: [unusable("/lib/liba.so", "Exec format error")], files: { "/lib/liba.so": {} } },
			{ message: /Exec format error$/ },
		],
		[
			"for a library that is asked about itself, and does not send anybody to its search path",
			{
				path: "/t/liba.so",
				problems: [unusable("/t/liba.so", "Exec format error")],
				elf: { machine: I386 },
				target: "alpine:3.20",
			},
			{
				message: /^\/t\/liba\.so cannot be loaded on alpine:3\.20: Exec format error; it is for i386/,
				remedy: /^ship the build for x86_64$/,
				noRemedy: /search path/,
			},
		],
		[
			"for a damaged library that is asked about itself",
			{ path: "/t/liba.so", problems: [unusable("/t/liba.so", "invalid ELF header")], elf: "none" },
			{ message: /invalid ELF header$/, remedy: /rebuild it or copy it again/ },
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
