/** Does a path match a glob? `*` and `?` stay within a folder, `**` crosses folders; a pattern without a slash
 *  matches the file name alone. Leading `./` and `/` do not matter. */
export function matchesGlob(pattern: string, path: string): boolean {
	const bare = stripLead(path);
	const subject = pattern.includes("/") ? bare : bare.slice(bare.lastIndexOf("/") + 1);
	return globPattern(stripLead(pattern)).test(subject);
}

function stripLead(path: string): string {
	return path.replace(/^(\.?\/)+/, "");
}

function globPattern(glob: string): RegExp {
	const source = glob
		.replace(/\*{2,}\/?(\*{2,}\/?)*/g, "\u0000")
		.replace(/\*+/g, "\u0001")
		.replace(/[.+^${}()|[\]\\]/g, "\\$&")
		.replaceAll("?", "[^/]")
		.replaceAll("\u0000", ".*")
		.replaceAll("\u0001", "[^/]*");
	return new RegExp(`^${source}$`, "su");
}
