import { isStatic, subjectStrings } from "./context/needs.ts";
import { exists } from "./context/objects.ts";
import { targetWords } from "./context/target-words.ts";
import { defineRule, type RuleContext } from "./rule.ts";

/** What a static program holds when glibc's name service is linked in, and what it holds from glibc 2.33 on, whose
 *  successor has the sources `files` and `dns` built in. Source: glibc nss/nss_module.c. */
const NAME_SERVICE = "/etc/nsswitch.conf";
const MODULE_FORMAT = "libnss_%s.so%s";

/** A static glibc program looks users and hosts up through modules that it opens at run time. */
export default defineRule({
	id: "static-name-service",
	title: "The static program looks names up through glibc's modules",
	severity: "warning",
	check(context) {
		if (!isGlibcStatic(context)) return [];
		const builtIn = subjectStrings(context, [MODULE_FORMAT]).length > 0;
		const served = builtIn || hasModules(context);
		return [
			{
				rule: "static-name-service",
				severity: served ? "info" : "warning",
				message: builtIn
					? "it looks users and hosts up with glibc's name service, linked in: files and DNS work everywhere, other sources of nsswitch.conf need modules of the very same glibc"
					: `it looks users and hosts up with a name service of glibc before 2.33, which opens libnss_files.so.2 and libnss_dns.so.2 of the very same glibc${served ? "" : `: ${targetWords(context)} has none, and every look-up fails`}`,
				about: [NAME_SERVICE],
				evidence: { strings: subjectStrings(context, [NAME_SERVICE, MODULE_FORMAT]) },
				remedies: [
					"link statically against musl instead: `zig cc -target x86_64-linux-musl -static`, or build in Alpine",
					"link dynamically and use a glibc base",
					...(context.subject.program.kind === "go" ? ["build with `-tags netgo,osusergo`"] : []),
				],
			},
		];
	},
});

/** Go's own resolver reads nsswitch.conf as well: it counts only where glibc is linked in besides. */
function isGlibcStatic(context: RuleContext): boolean {
	if (!isStatic(context) || subjectStrings(context, [NAME_SERVICE]).length === 0) return false;
	return context.subject.program.kind !== "go" || subjectStrings(context, ["gconv-modules"]).length > 0;
}

function hasModules(context: RuleContext): boolean {
	const folders = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", `/lib/${context.target.arch}-linux-gnu`];
	return folders.some((folder) => exists(context, `${folder}/libnss_dns.so.2`));
}
