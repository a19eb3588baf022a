import type { Finding } from "../../rules/finding.ts";

/** Remedies that are nothing but a way to get packages: they differ in the names alone. */
const WAYS: readonly { readonly pattern: RegExp; readonly joined: (names: readonly string[]) => string }[] = [
	...["apt-get install --no-install-recommends", "apk add", "dnf install"].map((command) => ({
		pattern: new RegExp(`^\`${command} ([^\`]+)\`$`),
		joined: (names: readonly string[]) => `\`${command} ${names.join(" ")}\``,
	})),
	{
		pattern: /^copy it out of Debian's package `([^`]+)`, of the release that the base was made from$/,
		joined: (names) =>
			`copy them out of Debian's packages ${names.map((name) => `\`${name}\``).join(", ")}, of the release that the base was made from`,
	},
];

/** Missing libraries that one command installs together are told of together: one paragraph instead of one for each.
 *  Findings that say more than that a library is missing stay as they are. */
export function joinedLibraries(findings: readonly Finding[], target: string): readonly Finding[] {
	const missing = findings.filter(isPlain);
	const [first] = missing;
	if (first === undefined || missing.length < 2) return findings;
	const libraries = missing.flatMap(({ about }) => about ?? []);
	const joined: Finding = {
		...first,
		message: `${libraries.join(", ")} are needed, but are in none of the places where the loader of ${target} looks`,
		remedies: joinedRemedies(missing.flatMap(({ remedies }) => remedies)),
	};
	return findings.flatMap((finding) => (finding === first ? [joined] : missing.includes(finding) ? [] : [finding]));
}

function isPlain({ rule, accepted, message, remedies }: Finding): boolean {
	const isInstalled = remedies.some((remedy) => WAYS.some(({ pattern }) => pattern.test(remedy)));
	return rule === "library-missing" && accepted === undefined && isInstalled && message.endsWith(" looks");
}

/** One way for all packages, everything else once. */
function joinedRemedies(remedies: readonly string[]): readonly string[] {
	const ways = WAYS.flatMap(({ pattern, joined }) => {
		const names = [...new Set(remedies.flatMap((remedy) => pattern.exec(remedy)?.[1] ?? []))];
		return names.length === 0
			? []
			: [names.length === 1 ? (remedies.find((one) => pattern.test(one)) ?? "") : joined(names)];
	});
	const others = remedies.filter((remedy) => !WAYS.some(({ pattern }) => pattern.test(remedy)));
	return [...ways, ...new Set(others)];
}
