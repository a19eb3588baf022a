import rule from "../../../src/rules/abi/xtables-not-set-up.ts";
import { ruleTable } from "../rule-table.ts";

const LIBRARY = "/usr/lib/x86_64-linux-gnu/libxtables.so.12";
const FILES = { [LIBRARY]: {} };
const plugin = (name: string) => ({ needed: ["libxtables.so.12", "libc.so.6"], imports: [name] });

ruleTable(rule, {
	fires: [
		[
			"for a plug-in with one target",
			{ kind: "shared-library", files: FILES, loaded: [LIBRARY], elf: plugin("xtables_register_target") },
			{ severity: "warning", about: ["libxtables.so.12"], message: /crashes there unless/, remedy: /xtables_init_all/ },
		],
		[
			"for a plug-in with several",
			{ kind: "shared-library", files: FILES, loaded: [LIBRARY], elf: plugin("xtables_register_targets") },
			{ severity: "warning", evidence: { imports: ["xtables_register_targets"] } },
		],
	],
	silent: [
		[
			"for a match, which reads nothing of the program",
			{ kind: "shared-library", files: FILES, loaded: [LIBRARY], elf: plugin("xtables_register_match") },
		],
		[
			"for a program, which sets the library up",
			{ files: FILES, loaded: [LIBRARY], elf: plugin("xtables_register_target") },
		],
		[
			"where the library is not there: that is said by another rule",
			{ kind: "shared-library", outcome: "refused", elf: plugin("xtables_register_target") },
		],
		[
			"where a library of another name brings the function",
			{
				kind: "shared-library",
				files: { "/lib/libown.so": {} },
				loaded: ["/lib/libown.so"],
				elf: plugin("xtables_register_target"),
			},
		],
	],
});
