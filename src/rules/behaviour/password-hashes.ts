import { starts } from "../context/libc.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { defineRule } from "../rule.ts";

/** musl's crypt does not know yescrypt. */
export default defineRule({
	id: "password-hashes",
	title: "musl's crypt does not know yescrypt",
	severity: "info",
	rank: 795,
	check(context) {
		if (!starts(context)) return [];
		return importedFromMusl(context, ["crypt", "crypt_r"])
			.filter(({ file }) => file.isSubject)
			.map(({ names }) => ({
				rule: "password-hashes",
				severity: "info",
				message:
					"it hashes passwords with crypt: musl's knows DES, MD5, bcrypt and SHA-2, not yescrypt ($y$), the default of Debian 11 and later",
				about: names,
				evidence: { imports: names },
				remedies: ["use SHA-512 ($6$) hashes, or `apk add libxcrypt` and link with it"],
			}));
	},
});
