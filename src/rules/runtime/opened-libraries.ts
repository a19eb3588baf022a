import { LIBRARY_NAME } from "../../program/strings-of-interest.ts";
import { libraryAdvice } from "../advice/packages.ts";
import { libcOf, starts } from "../context/libc.ts";
import { spelled } from "../context/names.ts";
import { exists, importedOf, loadedFiles } from "../context/objects.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** Libraries that the program opens itself, which no loader looks for at start. */
export default defineRule({
	id: "opened-libraries",
	title: "A library that the program opens itself is not on the target",
	severity: "warning",
	rank: 900,
	check(context) {
		if (!starts(context)) return [];
		const noted = fromNotes(context);
		return [...noted, ...fromStrings(context, new Set(noted.flatMap(({ about }) => about ?? [])))];
	},
});

/** `.note.dlopen` says it outright: required ones break the program. */
function fromNotes(context: RuleContext): readonly Finding[] {
	return loadedFiles(context).flatMap(({ elf, object }) =>
		(elf.notes.dlopen ?? []).flatMap(({ sonames, priority, feature }) => {
			if (sonames.length === 0 || sonames.some((soname) => isThere(context, soname))) return [];
			const use = feature === undefined ? "" : ` for its feature "${feature}"`;
			return [
				{
					rule: "opened-libraries",
					severity: priority === "required" ? "warning" : "info",
					message: `${object.name} opens ${sonames.join(" or ")} at run time${use} (${priority}), and ${targetWords(context)} has none of them`,
					about: [...sonames].sort(),
					evidence: { object: object.name, sonames, priority, ...(feature === undefined ? {} : { feature }) },
					remedies: libraryAdvice(context, sonames[0] ?? ""),
				},
			];
		}),
	);
}

/** Names of libraries in the data of a program that calls dlopen: it may open them, and may do without. */
function fromStrings(context: RuleContext, known: ReadonlySet<string>): readonly Finding[] {
	const { elf, program } = context.subject;
	if (!elf || importedOf(elf, ["dlopen", "dlmopen"]).length === 0) return [];
	const needed = new Set(elf.dynamic?.needed);
	const names = [...program.strings]
		.filter((text) => LIBRARY_NAME.test(text) && !known.has(text) && !needed.has(text) && !isThere(context, text))
		.sort();
	if (names.length === 0) return [];
	return [
		{
			rule: "opened-libraries",
			severity: "info",
			message: `it calls dlopen and names ${spelled(names)}, which ${targetWords(context)} does not have: what depends on them will not work`,
			about: names,
			evidence: { imports: ["dlopen"], strings: names },
			remedies: libraryAdvice(context, names[0] ?? "").slice(0, 1),
		},
	];
}

/** In the places where this target's loader looks by default; search paths of the file's own are not followed here. */
function isThere(context: RuleContext, soname: string): boolean {
	const libc = libcOf(context);
	if (libc.kind !== "glibc" && /^lib(c|pthread|rt|m|dl|util|xnet)\./.test(soname)) return true;
	const folders = libc.kind === "glibc" ? libc.systemDirectories : [];
	return [...folders, ...DEFAULT_FOLDERS, ...companyFolders(context)].some((folder) =>
		exists(context, `${folder}/${soname}`),
	);
}

const DEFAULT_FOLDERS = ["/lib", "/usr/local/lib", "/usr/lib", "/lib64", "/usr/lib64"];

/** Beside the program and the libraries that were found. */
function companyFolders(context: RuleContext): readonly string[] {
	const paths = loadedFiles(context).flatMap(({ object }) => (object.path === undefined ? [] : [object.path]));
	return [...new Set(paths.map((path) => path.slice(0, Math.max(0, path.lastIndexOf("/")))))];
}
