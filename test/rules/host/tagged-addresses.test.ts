import rule from "../../../src/rules/host/tagged-addresses.ts";
import { ruleTable } from "../rule-table.ts";

const HWASAN = "/usr/lib/x86_64-linux-gnu/libhwasan.so.0";
const CLANG = "/usr/lib/clang/libclang_rt.hwasan-x86_64.so";
const ASAN = "/usr/lib/x86_64-linux-gnu/libasan.so.8";
const FILES = { [HWASAN]: {}, [CLANG]: {}, [ASAN]: {} };

ruleTable(rule, {
	fires: [
		[
			"for a program that loads GCC's runtime",
			{ files: FILES, loaded: [HWASAN] },
			{ severity: "warning", about: ["libhwasan.so.0"], message: /tagged addresses/, remedy: /hwaddress/ },
		],
		["for Clang's runtime", { files: FILES, loaded: [CLANG] }, { severity: "warning" }],
		[
			"for the runtime itself, opened by a host without it",
			{ path: HWASAN, kind: "shared-library", files: FILES },
			{ about: ["libhwasan.so.0"] },
		],
	],
	silent: [
		["without it", { files: FILES, loaded: [ASAN] }],
		["on arm64, whose processors all have them", { arch: "aarch64", files: FILES, loaded: [HWASAN] }],
		["where the load was refused anyway", { files: FILES, loaded: [HWASAN], outcome: "refused" }],
	],
});
