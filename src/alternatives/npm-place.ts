/** Where a file stands among npm packages. */
export interface NpmPlace {
	/** The folder that holds the package: `/app/node_modules`. */
	readonly modules: string;
	/** `@img/sharp-linux-x64`. */
	readonly name: string;
	/** Path inside the package. */
	readonly inside: string;
}

/** The innermost package that a path is in; absent outside `node_modules`. */
export function npmPlace(path: string): NpmPlace | undefined {
	const at = path.lastIndexOf("node_modules/");
	if (at === -1) return undefined;
	const modules = path.slice(0, at + "node_modules".length);
	const words = path.slice(modules.length + 1).split("/");
	const count = words[0]?.startsWith("@") === true ? 2 : 1;
	if (words.length <= count) return undefined;
	return { modules, name: words.slice(0, count).join("/"), inside: words.slice(count).join("/") };
}

/** What a package is called in reports where it is not below `node_modules`: its folder. */
export function folderName(folder: string): string {
	const place = npmPlace(`${folder}/x`);
	return place?.name ?? (folder.slice(folder.lastIndexOf("/") + 1) || folder);
}

/** The last part of a path. */
export function lastName(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}
