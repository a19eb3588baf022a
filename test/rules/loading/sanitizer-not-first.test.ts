import rule from "../../../src/rules/loading/sanitizer-not-first.ts";
import { ruleTable } from "../rule-table.ts";

const ASAN = "/usr/lib/x86_64-linux-gnu/libasan.so.8";
const CLANG = "/usr/lib/clang/libclang_rt.asan-x86_64.so";
const OTHER = "/usr/lib/x86_64-linux-gnu/libz.so.1";
const FILES = { [ASAN]: {}, [CLANG]: {}, [OTHER]: {} };

ruleTable(rule, {
	fires: [
		[
			"for a program with another library in front",
			{ files: FILES, loaded: [OTHER, ASAN] },
			{ severity: "error", about: ["libasan.so.8"], message: /libz\.so\.1 before libasan/, remedy: /LD_PRELOAD/ },
		],
		["for Clang's runtime", { files: FILES, loaded: [OTHER, CLANG] }, { severity: "error" }],
		[
			"for a library, whose host may have been linked with it",
			{ kind: "shared-library", files: FILES, loaded: [ASAN, OTHER] },
			{ severity: "warning", message: /without having been linked/ },
		],
	],
	silent: [
		["where it comes first", { files: FILES, loaded: [ASAN, OTHER] }],
		["without it", { files: FILES, loaded: [OTHER] }],
		["for a program alone", { loaded: [] }],
		["where the load was refused anyway", { files: FILES, loaded: [OTHER, ASAN], outcome: "refused" }],
	],
});
