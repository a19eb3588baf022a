/** A path with `/usr` left out in front of the folders that merged systems link to (`/bin` and `/usr/bin` are one).
 *  Databases name files by either path; where the system is not merged, no package has both. */
export function mergedPath(path: string): string {
	return mergedFolders.test(path) ? path.slice("/usr".length) : path;
}

const mergedFolders = /^\/usr\/(?:bin|sbin|lib|lib32|lib64|libx32)\//;
