import { staticAdvice } from "../advice/rebuild.ts";
import { isStatic, subjectStrings } from "../context/needs.ts";
import { exists } from "../context/objects.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
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
		if (!isStatic(context)) return [];
		const strings = subjectStrings(context, [CONFIGURATION, NAME_SERVICE, ...BUILT_IN]);
		if (!strings.includes(NAME_SERVICE)) return isUnsearched(context) ? [notSearched(context)] : [];
		const isBuiltIn = BUILT_IN.every((text) => strings.includes(text));
		return [
			{
				rule: "static-name-service",
				severity: isBuiltIn ? "info" : "warning",
				message: isBuiltIn ? LINKED_IN : `${OPENED}: ${whatItFinds(context)}`,
				about: [CONFIGURATION],
				evidence: { strings },
				remedies: remediesFor(context),
			},
		];
	},
});

const LINKED_IN =
	"it looks users and hosts up with glibc's name service, linked in: files and DNS work everywhere, other sources of nsswitch.conf need modules of the very same glibc";
const OPENED =
	"it looks users and hosts up with a name service of glibc before 2.34, which opens libnss_files.so.2 and libnss_dns.so.2 of the very same glibc";

/** Modules of another glibc bring that glibc's libc.so.6 into the process, which then dies by SIGSEGV: seen of a static
 *  program of glibc 2.28 on glibc 2.36 and 2.41. */
function whatItFinds(context: RuleContext): string {
	const target = targetWords(context);
	if (!hasModules(context)) return `${target} has none, and every look-up fails`;
	const { version } = context.target.libc.kind === "glibc" ? context.target.libc : {};
	const minor = Number(/^2\.(\d+)/.exec(version ?? "")?.[1] ?? Number.NaN);
	if (minor >= BUILT_IN_FROM)
		return `those of ${target} are of glibc ${version}, and the first look-up crashes (SIGSEGV)`;
	return `unless it was linked with the glibc of ${target}${version === undefined ? "" : `, ${version}`}, the first look-up crashes (SIGSEGV)`;
}

/** Minor number of the first glibc 2.x whose own static programs open no modules for files and DNS. */
const BUILT_IN_FROM = 34;

/** Static glibc whose text was too long to be looked through. */
function isUnsearched({ subject }: RuleContext): boolean {
	return subject.elf?.notes.abiTag !== undefined && (subject.program.unsearchedBytes ?? 0) > 0;
}

function notSearched({ subject: { program } }: RuleContext): Finding {
	const mebibytes = Math.ceil((program.unsearchedBytes ?? 0) / (1 << 20));
	return {
		rule: "static-name-service",
		severity: "warning",
		message: `${mebibytes} MiB of its text were not looked through: whether it looks users and hosts up with glibc's name service, which may need modules of the very same glibc, is not known`,
		about: [CONFIGURATION],
		evidence: { unsearchedBytes: program.unsearchedBytes ?? 0 },
		remedies: ["judge the program by itself, outside of its image: all of it is then looked through"],
	};
}

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
