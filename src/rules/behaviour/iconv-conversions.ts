import { starts } from "../context/libc.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import type { Finding } from "../finding.ts";
import { defineRule } from "../rule.ts";

/** Suffixes and character sets that musl's iconv refuses. */
const REFUSED = ["//TRANSLIT", "//IGNORE", "EBCDIC", "UTF-7"];

/** musl converts fewer character sets than glibc. */
export default defineRule({
	id: "iconv-conversions",
	title: "musl's iconv refuses conversions that glibc has",
	severity: "warning",
	rank: 765,
	check(context) {
		if (!starts(context)) return [];
		return importedFromMusl(context, ["iconv_open"])
			.filter(({ file }) => file.isSubject)
			.map(() => findingFor(REFUSED.filter((text) => context.subject.program.strings.has(text))));
	},
});

function findingFor(refused: readonly string[]): Finding {
	return {
		rule: "iconv-conversions",
		severity: refused.length > 0 ? "warning" : "info",
		message:
			refused.length > 0
				? `it asks iconv for ${refused.join(", ")}, which musl's refuses`
				: "it converts character sets: musl's iconv knows Unicode, ISO-8859, KOI8, the common Windows and East Asian ones, and no //TRANSLIT",
		about: refused.length > 0 ? [...refused].sort() : ["iconv_open"],
		evidence: { imports: ["iconv_open"], strings: refused },
		remedies: [
			"`apk add gnu-libiconv` and LD_PRELOAD=/usr/lib/preloadable_libiconv.so",
			"rebuild against gnu-libiconv (`-liconv`)",
		],
	};
}
