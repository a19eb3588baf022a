import { baseAdvice } from "../advice/bases.ts";
import { rebuildAdvice } from "../advice/rebuild.ts";
import { compareVersions } from "../context/libc.ts";
import { listed, sorted, spelled } from "../context/names.ts";
import { groupedBy, lineOf, type ProblemOf, problemsMet, severityOf } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

type VersionMissing = ProblemOf<"version-missing">;

/** The library is there, but older than the one that the file was linked against. */
export default defineRule({
	id: "symbol-version-missing",
	title: "A library on the target lacks a symbol version",
	severity: "error",
	rank: 400,
	check(context) {
		const missing = problemsMet(context, "version-missing");
		const groups = groupedBy(missing, ({ library, object, weak }) => `${library}\n${object}\n${weak}`);
		return [...groups.values()].map((problems) => findingFor(context, problems));
	},
});

function findingFor(context: RuleContext, problems: readonly [VersionMissing, ...VersionMissing[]]): Finding {
	const [{ library, object, weak, line }] = problems;
	const versions = sorted(problems.map(({ version }) => version));
	return {
		rule: "symbol-version-missing",
		severity: weak ? "info" : severityOf(problems[0], "warning"),
		message: `${object} ${weak ? "can use" : "needs"} ${spelled(versions)} of ${library}, but the one on ${targetWords(context)} is older`,
		about: versions,
		evidence: { library, neededBy: object, ...listed("versions", versions), ...lineOf({ line }) },
		remedies: weak ? [] : remediesFor(context, versions),
	};
}

function remediesFor(context: RuleContext, versions: readonly string[]): Finding["remedies"] {
	return [
		...baseAdvice(context),
		...olderBuildAdvice(newest(versions, "GLIBC_")),
		...cxxAdvice(versions),
		...rebuildAdvice(context),
	];
}

function olderBuildAdvice(glibc: string | undefined): Finding["remedies"] {
	if (glibc === undefined) return [];
	return [
		`build on a distribution with a glibc older than ${glibc}: what is linked there runs on every newer one, too`,
	];
}

function cxxAdvice(versions: readonly string[]): Finding["remedies"] {
	const cxx = versions.some((version) => /^(GLIBCXX|CXXABI)_/.test(version));
	return cxx ? ["link the C++ run-time library in: `-static-libstdc++ -static-libgcc`"] : [];
}

/** The highest number behind a prefix. */
function newest(versions: readonly string[], prefix: string): string | undefined {
	return versions
		.filter((version) => version.startsWith(prefix) && /\d$/.test(version))
		.map((version) => version.slice(prefix.length))
		.sort((one, other) => compareVersions(one, other) ?? 0)
		.at(-1);
}
