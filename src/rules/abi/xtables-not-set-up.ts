import { loadedNames, subjectImports } from "../context/needs.ts";
import { defineRule } from "../rule.ts";

/** What a target plug-in's constructor calls, as `_init` of libxtables. It reads the address family of the program that
 *  called xtables_init_all; the matches' calls do not. Source: libxtables/xtables.c; every such plug-in of iptables
 *  1.8.7, 1.8.9 and 1.8.11 was seen to crash so. */
const REGISTRATIONS = ["xtables_register_target", "xtables_register_targets"];
const LIBRARY = /^libxtables\.so\.\d/;

/** Plug-ins of iptables register themselves when they are loaded, with a library that iptables has set up before. */
export default defineRule({
	id: "xtables-not-set-up",
	title: "A target plug-in of iptables crashes in every program that has not set libxtables up",
	severity: "warning",
	rank: 560,
	check(context) {
		const { subject, load } = context;
		const [library] = loadedNames(context, LIBRARY);
		const [registration] = subjectImports(context, REGISTRATIONS);
		const isLibrary = subject.kind === "shared-library" && load.outcome === "starts";
		if (!isLibrary || library === undefined || registration === undefined) return [];
		return [
			{
				rule: "xtables-not-set-up",
				severity: "warning",
				message: `${subject.path} calls ${registration} as soon as it is loaded: ${library} crashes there unless the program that opens it has called xtables_init_all, as iptables does`,
				about: [library],
				evidence: { library, imports: [registration] },
				remedies: ["leave the opening to iptables and its like, or call `xtables_init_all` before dlopen"],
			},
		];
	},
});
