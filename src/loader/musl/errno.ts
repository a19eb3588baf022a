/** What musl's strerror prints for the errno values that its loader meets; `0` where none was set yet.
 *  Source: src/errno/__strerror.h of musl. */
const TEXTS = {
	"0": "No error information",
	ENOENT: "No such file or directory",
	ENOTDIR: "Not a directory",
	EACCES: "Permission denied",
	ELOOP: "Symbolic link loop",
	ENAMETOOLONG: "Filename too long",
	ENOEXEC: "Exec format error",
	EISDIR: "Is a directory",
	EINVAL: "Invalid argument",
	EBUSY: "Resource busy",
} as const;

/** An errno that the loader may report. */
export type MuslErrno = keyof typeof TEXTS;

/** `%m` in the loader's messages. */
export function errnoText(errno: MuslErrno): string {
	return TEXTS[errno];
}
