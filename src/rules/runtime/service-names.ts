import { isOnMusl } from "../context/libc.ts";
import { subjectImports } from "../context/needs.ts";
import { exists } from "../context/objects.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** Names of services and protocols come out of files. musl has the protocols built in. */
export default defineRule({
	id: "service-names",
	title: "The target has no names of services or protocols",
	severity: "info",
	rank: 955,
	check(context) {
		return [
			{ file: "/etc/services", names: ["getservbyname", "getservbyport", "getservbyname_r", "getservbyport_r"] },
			...(isOnMusl(context) ? [] : [{ file: "/etc/protocols", names: ["getprotobyname", "getprotobynumber"] }]),
		].flatMap(({ file, names }) => {
			const imports = exists(context, file) ? [] : subjectImports(context, names);
			if (imports.length === 0) return [];
			return [
				{
					rule: "service-names",
					severity: "info",
					message: `it looks up names in ${file} (${imports[0]}), which ${targetWords(context)} does not have: only numbers work`,
					about: [file],
					evidence: { imports, file },
					remedies: ["write numbers, or install the package `netbase` (Debian) or `alpine-baselayout-data` (Alpine)"],
				},
			];
		});
	},
});
