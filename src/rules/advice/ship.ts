import { exists } from "../context/objects.ts";
import type { RuleContext } from "../rule.ts";

/** How to bring a library along that no package brings: where it lies already and is not looked for, or where the file's
 *  own search path expects it. */
export function shipAdvice(context: RuleContext, soname: string): string {
	const folder = folderOf(context.subject.path);
	const found = NEIGHBOURS.find((neighbour) => exists(context, joined(folder, neighbour, soname)));
	if (found !== undefined) {
		const origin = found === "." ? "$ORIGIN" : `$ORIGIN/${found}`;
		return `${joined(folder, found, soname)} is there, but the loader does not look there: give the file that needs it the search path \`${origin}\` (\`-Wl,-rpath,'${origin}'\`, or \`patchelf --set-rpath\`), or set LD_LIBRARY_PATH`;
	}
	return `ship ${soname} with the program, ${expectedPlace(context)}`;
}

/** Folders, seen from the program's, that libraries are shipped in. */
const NEIGHBOURS = [".", "lib", "../lib"] as const;

function folderOf(path: string): string {
	return path.slice(0, path.lastIndexOf("/") + 1);
}

function joined(folder: string, neighbour: (typeof NEIGHBOURS)[number], name: string): string {
	if (neighbour !== "../lib") return neighbour === "." ? `${folder}${name}` : `${folder}${neighbour}/${name}`;
	return `${folderOf(folder.slice(0, -1))}lib/${name}`;
}

function expectedPlace({ subject: { elf } }: RuleContext): string {
	const { runpath, rpath } = elf?.dynamic ?? {};
	const entries = (runpath ?? rpath ?? "").split(":");
	const beside = entries.find((entry) => /^\$(ORIGIN|\{ORIGIN\})(\/|$)/.test(entry));
	if (beside !== undefined) return `where its search path looks: \`${beside}\`, seen from its own folder`;
	const named = entries.find((entry) => entry.startsWith("/"));
	if (named !== undefined) return `in \`${named}\`, where its search path looks`;
	return "beside it (RUNPATH `$ORIGIN`) or in a directory of the search path";
}
