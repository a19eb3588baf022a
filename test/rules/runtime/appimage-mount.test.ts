import rule from "../../../src/rules/runtime/appimage-mount.ts";
import { ruleTable } from "../rule-table.ts";

const classic = { kind: "appimage", strings: new Set(["libfuse.so.2"]) } as const;

ruleTable(rule, {
	fires: [
		[
			"where the runtime's library is missing",
			{ target: "ubuntu:24.04", program: classic },
			{
				severity: "error",
				evidence: { line: "dlopen(): error loading libfuse.so.2" },
				remedy: /--appimage-extract-and-run/,
			},
		],
		["with the package of the release", { target: "ubuntu:24.04", program: classic }, { remedy: /libfuse2t64/ }],
		[
			"as a risk where the library is there: containers have no device",
			{ program: classic, files: { "/usr/lib/x86_64-linux-gnu/libfuse.so.2": {} } },
			{ severity: "warning", message: /no \/dev\/fuse/ },
		],
		[
			"as a risk of a static runtime",
			{ kind: "static-executable", program: { kind: "appimage" } },
			{ severity: "warning" },
		],
	],
	silent: [
		["for another program that opens libfuse", { program: { kind: "c", strings: new Set(["libfuse.so.2"]) } }],
		["for one that does not start", { program: classic, outcome: "refused" }],
	],
});
