import { exists } from "../context/objects.ts";
import type { RuleContext } from "../rule.ts";
import { libraryAdvice } from "./packages.ts";

/** What to do about a library that is to be loaded first and is not where it is said to be. `from`: LD_PRELOAD, or
 *  /etc/ld.so.preload. */
export function preloadAdvice(context: RuleContext, library: string, from: string): readonly string[] {
	const name = library.slice(library.lastIndexOf("/") + 1);
	const places = foldersOf(context).map((folder) => `${folder}/${name}`);
	const found = places.find((path) => path !== library && exists(context, path));
	const install = libraryAdvice(context, name).filter((advice) => advice.startsWith("`"));
	return [
		...(found === undefined ? install : [`name the place where it is: \`${found}\``]),
		...(library.includes("/")
			? [`name it without a folder, \`${name}\`: the loader then looks where libraries are, on any architecture`]
			: []),
		from.startsWith("/")
			? `take its line out of ${from}`
			: `take the variable away: \`ENV ${from}=\` in the Dockerfile, or \`unset ${from}\``,
	];
}

function foldersOf({ target }: RuleContext): readonly string[] {
	const own = target.libc.kind === "glibc" ? target.libc.systemDirectories : [];
	return [...own, "/usr/local/lib", "/usr/lib", "/lib", "/usr/lib64", "/lib64"];
}
