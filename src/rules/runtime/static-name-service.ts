import { staticAdvice } from "../advice/rebuild.ts";
import { isStatic, subjectStrings } from "../context/needs.ts";
import { exists } from "../context/objects.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** What every static program holds whose libc's name service is glibc's. Go's own resolver reads nsswitch.conf, too,
 *  but has no such words. Source: glibc nss/nsswitch.c, __nss_next2. */
const NAME_SERVICE = "in __nss_next";
const CONFIGURATION = "/etc/nsswitch.conf";
/** From 2.34 on "files" and "dns" are built in: the modules' format is that of 2.33, and all files that "files" reads
 *  are named. Source: glibc nss/nss_module.c, module_load_builtin. */
const BUILT_IN = ["libnss_%s.so%s", "/etc/ethers"];

/** A static glibc program looks users and hosts up through modules that it opens at run time. */
export default defineRule({
	id: "static-name-service",
	title: "The static program looks names up through glibc's modules",
	severity: "warning",
	rank: 915,
	check(context) {
		if (!isStatic(context) || subjectStrings(context, [NAME_SERVICE]).length === 0) return [];
		const builtIn = subjectStrings(context, BUILT_IN).length === BUILT_IN.length;
		const served = builtIn || hasModules(context);
		return [
			{
				rule: "static-name-service",
				severity: served ? "info" : "warning",
				message: builtIn
					? "it looks users and hosts up with glibc's name service, linked in: files and DNS work everywhere, other sources of nsswitch.conf need modules of the very same glibc"
					: `it looks users and hosts up with a name service of glibc before 2.34, which opens libnss_files.so.2 and libnss_dns.so.2 of the very same glibc${served ? "" : `: ${targetWords(context)} has none, and every look-up fails`}`,
				about: [CONFIGURATION],
				evidence: { strings: subjectStrings(context, [CONFIGURATION, NAME_SERVICE, ...BUILT_IN]) },
				remedies: remediesFor(context),
			},
		];
	},
});

/** What is already static needs another libc in it, or none at all. */
function remediesFor(context: RuleContext): readonly string[] {
	const advice = staticAdvice(context);
	const isGo = context.subject.program.kind === "go";
	return [...(isGo ? advice : advice.slice(0, 1)), "link dynamically and use a glibc base"];
}

function hasModules(context: RuleContext): boolean {
	const folders = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", `/lib/${context.target.arch}-linux-gnu`];
	return folders.some((folder) => exists(context, `${folder}/libnss_dns.so.2`));
}
