import { starts } from "../context/libc.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { spelled } from "../context/names.ts";
import { defineRule } from "../rule.ts";

const HOSTS = [
	"getaddrinfo",
	"gethostbyname",
	"gethostbyname2",
	"gethostbyname_r",
	"gethostbyname2_r",
	"gethostbyaddr",
];

/** musl resolves names in its own way. */
export default defineRule({
	id: "name-resolution",
	title: "musl resolves host names in its own way",
	severity: "info",
	rank: 755,
	check(context) {
		if (!starts(context)) return [];
		return importedFromMusl(context, HOSTS)
			.filter(({ file }) => file.isSubject)
			.map(({ names }) => ({
				rule: "name-resolution",
				severity: "info",
				message: `it looks up hosts (${spelled(names)}): musl asks all name servers at once and takes the first answer, even "no such name", and reads neither nsswitch.conf nor NSS modules (mDNS, LDAP)`,
				about: names,
				evidence: { imports: names },
				remedies: [
					"give it name servers that agree with each other, and fully qualified names (with a dot at the end)",
				],
			}));
	},
});
