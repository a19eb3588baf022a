import { starts } from "../context/libc.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { spelled } from "../context/names.ts";
import { defineRule } from "../rule.ts";

const ENUMERATION = ["getpwent", "getgrent", "getgrouplist", "initgroups"];

/** musl knows the users of /etc/passwd (and of nscd), no other source. */
export default defineRule({
	id: "user-look-up",
	title: "musl knows users and groups from files only",
	severity: "info",
	rank: 760,
	check(context) {
		if (!starts(context)) return [];
		return importedFromMusl(context, ENUMERATION)
			.filter(({ file }) => file.isSubject)
			.map(({ names }) => ({
				rule: "user-look-up",
				severity: "info",
				message: `it lists users or groups (${spelled(names)}): musl reads /etc/passwd and /etc/group, and asks no LDAP, SSSD or winbind`,
				about: names,
				evidence: { imports: names },
				remedies: ["where such users matter: `apk add musl-nscd` and the NSS module, or a glibc base"],
			}));
	},
});
