import { PRINTF_L_INTEGER } from "../../program/strings-of-interest.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { sorted } from "../context/names.ts";
import { defineRule } from "../rule.ts";

const PRINTF = [
	"printf",
	"fprintf",
	"sprintf",
	"snprintf",
	"dprintf",
	"asprintf",
	"vprintf",
	"vfprintf",
	"vsprintf",
	"vsnprintf",
	"vdprintf",
	"vasprintf",
	"syslog",
	"sscanf",
	"__isoc99_sscanf",
];

/** `%Ld`: a long long in glibc; in musl an error of printf, which prints nothing, and no value from scanf, which counts
 *  the conversion all the same. */
export default defineRule({
	id: "printf-l-integers",
	title: "musl's printf refuses %Ld",
	severity: "warning",
	rank: 725,
	check(context) {
		const [found] = importedFromMusl(context, PRINTF).filter(({ file }) => file.isSubject);
		const formats = found ? sorted(matching(context.subject.program.strings)) : [];
		if (!found || formats.length === 0) return [];
		return [
			{
				rule: "printf-l-integers",
				severity: "warning",
				message: `${context.subject.path} formats integers with ${formats[0]}: musl takes L for long double only: printf returns an error and prints nothing, scanf stores nothing`,
				about: formats,
				evidence: { formats, imports: found.names },
				remedies: ["write `%lld`, or PRId64 of <inttypes.h>"],
			},
		];
	},
});

function matching(strings: ReadonlySet<string>): readonly string[] {
	return [...strings].filter((text) => PRINTF_L_INTEGER.test(text));
}
