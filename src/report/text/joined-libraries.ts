import type { Finding } from "../../rules/finding.ts";

/** Remedies that are nothing but a way to get packages: they differ in the names alone. */
const WAYS: readonly { readonly pattern: RegExp; readonly joined: (names: readonly string[]) => string }[] = [
	...["apt-get install --no-install-recommends", "apk add", "dnf install"].map((command) => ({
		pattern: new RegExp(`^\`${command} ([^\`]+)\`$`),
		joined: (names: readonly string[]) => `\`${command} ${names.join(" ")}\``,
	})),
	{
		pattern:
			/^copy it out of Debian's package `([^`]+)`, of the release that the base was made from, with the libraries that it needs itself$/,
		joined: (names) =>
			`copy them out of Debian's packages ${names.map((name) => `\`${name}\``).join(", ")}, of the release that the base was made from, with the libraries that they need themselves`,
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
		message: `${target} does not have ${libraries.join(", ")}`,
		remedies: joinedRemedies(missing.flatMap(({ remedies }) => remedies)),
	};
	return findings.flatMap((finding) => (finding === first ? [joined] : missing.includes(finding) ? [] : [finding]));
}

function isPlain({ rule, accepted, message, remedies }: Finding): boolean {
	const isInstalled = remedies.some((remedy) => WAYS.some(({ pattern }) => pattern.test(remedy)));
	return rule === "library-missing" && accepted === undefined && isInstalled && message.endsWith(" does not have");
}

/** One way for all packages, one note for all libraries of which it is true, everything else once; each where it was
 *  first said. */
function joinedRemedies(remedies: readonly string[]): readonly string[] {
	const joined = remedies.map((remedy) => wayFor(remedy, remedies) ?? noteFor(remedy, remedies) ?? remedy);
	const told = [...new Set(joined)];
	return told.filter((remedy) => !(remedy === LINK_LIBGCC && told.includes(LINK_LIBSTDCXX)));
}

/** What libstdc++ needs is libgcc, too: the one switch goes with the other. */
const LINK_LIBGCC = "link it in: `-static-libgcc`";
const LINK_LIBSTDCXX = "link it in: `-static-libstdc++ -static-libgcc`";

function wayFor(remedy: string, remedies: readonly string[]): string | undefined {
	const way = WAYS.find(({ pattern }) => pattern.test(remedy));
	if (way === undefined) return undefined;
	const names = [...new Set(remedies.flatMap((one) => way.pattern.exec(one)?.[1] ?? []))];
	return names.length === 1 ? remedy : way.joined(names);
}

/** `libdl.so.2: part of glibc` */
const NOTE = /^(\S+\.so\S*): (.+)$/;

function noteFor(remedy: string, remedies: readonly string[]): string | undefined {
	const note = NOTE.exec(remedy)?.[2];
	if (note === undefined) return undefined;
	const libraries = remedies.flatMap((one) => {
		const [, library, text] = NOTE.exec(one) ?? [];
		return library !== undefined && text === note ? [library] : [];
	});
	return `${[...new Set(libraries)].join(", ")}: ${note}`;
}
