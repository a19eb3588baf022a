import rule from "../../../src/rules/loading/missing-behind-interpreter.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"with libraries, symbols and versions apart",
			{
				target: "alpine:3.20",
				libc: musl(),
				outcome: "refused",
				behind: [
					{ kind: "library-missing", fatal: true, object: "/app", library: "libstdc++.so.6", steps: [] },
					{
						kind: "symbol-missing",
						fatal: true,
						object: "/app",
						symbol: "__printf_chk",
						lazy: false,
						undecided: false,
					},
					{
						kind: "version-missing",
						fatal: true,
						object: "/app",
						version: "GLIBC_2.38",
						library: "libc.so.6",
						weak: false,
					},
				],
			},
			{ count: 3, severity: "info", about: ["libstdc++.so.6"], remedy: /apk add libstdc/ },
		],
		[
			"with thousands of symbols in one sentence",
			{
				outcome: "refused",
				behind: Array.from(
					{ length: 3000 },
					(_, index) =>
						({
							kind: "symbol-missing",
							fatal: true,
							object: "/app",
							symbol: `s${index}`,
							lazy: false,
							undecided: false,
						}) as const,
				),
			},
			{ message: /3000 symbols: s0, s1, s10, s100 and 2996 more/ },
		],
	],
	silent: [
		["when nothing is missing behind", { outcome: "refused" }],
		[
			"for what a missing library may bring",
			{
				outcome: "refused",
				behind: [{ kind: "symbol-missing", fatal: true, object: "/app", symbol: "x", lazy: false, undecided: true }],
			},
		],
	],
});
