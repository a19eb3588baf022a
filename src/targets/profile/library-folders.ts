/** Folders in which some loader looks for a library by its bare name: musl's defaults, glibc's on every distribution. */
const searched = /^(\/usr(\/local)?)?\/lib(32|64|x32)?(\/[a-z0-9_]+-linux-[a-z0-9_]+)?\/[^/]+$/;

/** Whether a file lies directly in such a folder. */
export function isSearchedFolder(realPath: string): boolean {
	return searched.test(realPath);
}
