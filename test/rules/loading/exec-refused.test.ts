import rule from "../../../src/rules/loading/exec-refused.ts";

import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

const GONE = {
	kind: "exec-refused",
	fatal: true,
	object: "/app",
	errno: "ENOENT",
	because: "it cannot be opened: ENOENT",
} as const;

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{
				problems: [
					{ kind: "exec-refused", fatal: true, object: "/app", errno: "EACCES", because: "it is not executable" },
				],
			},
			{ severity: "error", message: /EACCES.*not executable/, remedy: /chmod \+x/ },
		],
		[
			"for a program of the base that the image leaves, with the package that brings it on the new one",
			{
				path: "/usr/bin/python3.11",
				target: "alpine:3.20",
				libc: musl(),
				ownedBy: "python3.11-minimal",
				owningPackage: () => undefined,
				problems: [GONE],
				files: {},
			},
			{
				message: /package python3\.11-minimal and stays behind/,
				remedy: /`apk add python3`/,
				noRemedy: /check the path/,
			},
		],
		[
			"for its Java, with the same release of it",
			{
				path: "/usr/lib/jvm/java-17/bin/java",
				target: "alpine:3.20",
				libc: musl(),
				program: { kind: "jvm", details: { version: "17.0.15" } },
				ownedBy: "openjdk-17-jre-headless",
				owningPackage: () => undefined,
				problems: [GONE],
				files: {},
			},
			{ remedy: /`apk add openjdk17-jre-headless`/ },
		],
		[
			"for a program that nobody's package brought",
			{ path: "/app", owningPackage: () => undefined, problems: [GONE], files: {} },
			{ remedy: /check the path/ },
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
