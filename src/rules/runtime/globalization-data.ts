import { starts } from "../context/libc.ts";
import { exists } from "../context/objects.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule, type RuleContext } from "../rule.ts";

const FOLDERS = ["/usr/lib", "/lib", "/usr/lib64", "/usr/local/lib"];

/** .NET ends at start when it finds no ICU, unless the program was built to do without. */
export default defineRule({
	id: "globalization-data",
	title: "The target has no ICU for .NET",
	severity: "warning",
	rank: 910,
	check(context) {
		const { kind, details } = context.subject.program;
		if (!starts(context) || (kind !== "dotnet-single-file" && kind !== "dotnet-apphost")) return [];
		if (details.invariant === "true" || isInvariant(context) || hasIcu(context)) return [];
		return [
			{
				rule: "globalization-data",
				severity: kind === "dotnet-single-file" ? "warning" : "info",
				message: `.NET opens libicuuc.so at start and ends without it ("Couldn't find a valid ICU package"); ${targetWords(context)} has none`,
				about: ["libicuuc.so"],
				evidence: { kind, lookedFor: FOLDERS },
				remedies: [
					"set DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1, or build with `<InvariantGlobalization>true</InvariantGlobalization>`",
					"install ICU: `apk add icu-libs`, `apt-get install libicu72`",
				],
			},
		];
	},
});

/** Source: .NET runtime, GlobalizationMode: `1` and `true` in any case. */
function isInvariant({ variables = [] }: RuleContext): boolean {
	const value = variables.findLast((variable) => variable.startsWith("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="));
	return value !== undefined && /=(1|true)$/i.test(value);
}

function hasIcu(context: RuleContext): boolean {
	const folders = [...FOLDERS, `/usr/lib/${context.target.arch}-linux-gnu`];
	return folders.some(
		(folder) => exists(context, folder) && context.root.list(folder).some((name) => name.startsWith("libicuuc.so")),
	);
}
