import { rebuildOrGlibc } from "../advice/behaviour.ts";
import { glibcFilesOnMusl } from "../context/libc.ts";
import { spelled } from "../context/names.ts";
import { strongImports } from "../context/objects.ts";
import { defineRule } from "../rule.ts";

const EM_PPC64 = 21;

/** Functions on long double that programs import by name. */
const LONG_DOUBLE =
	/^(strtold|wcstold|(a?(sin|cos|tan)h?|atan2|exp[12m]*|log(10|2|1p|b)?|pow|sqrt|cbrt|hypot|fabs|floor|ceil|round|trunc|fmod|frexp|ldexp|modf|l?l?rint|nearbyint|scalbn|erfc?|[lt]gamma)l)$/;

/** On ppc64le glibc's long double has 128 bits, musl's has 64. */
export default defineRule({
	id: "long-double-format",
	title: "musl's long double has another format on this architecture",
	severity: "warning",
	rank: 735,
	check(context) {
		return glibcFilesOnMusl(context).flatMap(({ elf, object }) => {
			if (elf.machine !== EM_PPC64) return [];
			const names = [...strongImports(elf)].filter((name) => LONG_DOUBLE.test(name)).sort();
			if (names.length === 0) return [];
			return [
				{
					rule: "long-double-format",
					severity: "warning",
					message: `${object.name} passes long doubles of 128 bits to ${spelled(names)}: on ppc64le musl's have 64 bits, and the results are wrong`,
					about: names,
					evidence: { object: object.name, imports: names },
					remedies: rebuildOrGlibc(context),
				},
			];
		});
	},
});
