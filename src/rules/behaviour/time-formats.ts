import { STRFTIME_GNU } from "../../program/strings-of-interest.ts";
import { compareVersions, libcOf, starts } from "../context/libc.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { sorted } from "../context/names.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** strftime and strptime know fewer conversions on musl. */
export default defineRule({
	id: "time-formats",
	title: "musl's strftime and strptime lack GNU's conversions",
	severity: "info",
	rank: 780,
	check(context) {
		return starts(context) ? [...strftime(context), ...strptime(context)] : [];
	},
});

function strftime(context: RuleContext): readonly Finding[] {
	const [found] = importedFromMusl(context, ["strftime", "strftime_l", "wcsftime"]).filter(
		({ file }) => file.isSubject,
	);
	const formats = found ? gnuFormats(context) : [];
	if (!found || formats.length === 0) return [];
	const message = `it formats times with ${formats[0]}: musl's strftime knows no %P, %k, %l or %^ and returns nothing`;
	return [info(found.names, { imports: found.names, formats }, message, "write %p, %H and %I")];
}

function gnuFormats(context: RuleContext): readonly string[] {
	return sorted([...context.subject.program.strings].filter((text) => STRFTIME_GNU.test(text)));
}

/** %s, %z and %Z of strptime came with musl 1.2.6. */
function strptime(context: RuleContext): readonly Finding[] {
	const libc = libcOf(context);
	if (libc.kind === "musl" && (compareVersions(libc.version, "1.2.6") ?? -1) >= 0) return [];
	return importedFromMusl(context, ["strptime"])
		.filter(({ file }) => file.isSubject)
		.map(({ names }) =>
			info(
				names,
				{ imports: names },
				"it reads times with strptime: this musl knows no %s, %z or %Z there",
				"read seconds and time zones in the program itself",
			),
		);
}

function info(about: readonly string[], evidence: Finding["evidence"], message: string, remedy: string): Finding {
	return { rule: "time-formats", severity: "info", message, about, evidence, remedies: [remedy] };
}
