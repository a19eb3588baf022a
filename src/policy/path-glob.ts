/** Whether a glob means a file: by its location in the repository (`dist/app`, `app.tar!/usr/bin/app`), or by its path in
 *  its folder or image (`/app`). */
export function matchesFile(pattern: string, file: { readonly path: string; readonly location?: string }): boolean {
	return matchesGlob(pattern, file.path) || (file.location !== undefined && matchesGlob(pattern, file.location));
}

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
