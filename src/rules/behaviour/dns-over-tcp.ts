import { compareVersions, glibcFilesOnMusl, libcOf, starts } from "../context/libc.ts";
import { spelled } from "../context/names.ts";
import { importedOf, loadedFiles } from "../context/objects.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** Programs that ask for records themselves get large answers; look-ups of addresses rarely do. */
const RECORDS = ["res_query", "res_search", "res_send", "res_nquery", "res_nsearch", "__res_query", "__res_search"];
const ADDRESSES = ["getaddrinfo", "gethostbyname", "gethostbyname2", "gethostbyname_r", "gethostbyname2_r"];

/** Before 1.2.4 musl asks over UDP only: answers that do not fit are cut off. */
export default defineRule({
	id: "dns-over-tcp",
	title: "This musl cannot ask DNS over TCP",
	severity: "warning",
	rank: 750,
	check(context) {
		const older = (compareVersions(muslVersion(context), "1.2.4") ?? 0) < 0;
		if (!starts(context) || !older) return [];
		return subjectFiles(context).flatMap(({ elf, object }) => {
			const [records, addresses] = [importedOf(elf, RECORDS), importedOf(elf, ADDRESSES)];
			const names = [...records, ...addresses];
			if (names.length === 0) return [];
			return [
				{
					rule: "dns-over-tcp",
					severity: records.length > 0 ? "warning" : "info",
					message: `${object.name} calls ${spelled(names)}: musl ${muslVersion(context)} asks DNS over UDP only, and long answers (many addresses, TXT, SRV) are cut off or lost`,
					about: [...names].sort(),
					evidence: { object: object.name, imports: names, musl: muslVersion(context) },
					remedies: ["use Alpine 3.18 or newer", "resolve without libc: c-ares, or Go with `-tags netgo`"],
				},
			];
		});
	},
});

function muslVersion(context: RuleContext): string | undefined {
	const libc = libcOf(context);
	return libc.kind === "musl" ? libc.version : undefined;
}

/** The subject whatever it was built for, since musl's own programs are concerned alike, and glibc's libraries. */
function subjectFiles(context: RuleContext): ReturnType<typeof loadedFiles> {
	const shipped = new Set(glibcFilesOnMusl(context).map(({ elf }) => elf));
	return loadedFiles(context).filter(({ isSubject, elf }) => isSubject || shipped.has(elf));
}
