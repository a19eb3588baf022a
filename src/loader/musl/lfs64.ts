/** Names of 64-bit file offsets that the loader answers by the name without `64`.
 *  Source: get_lfs64 in ldso/dynlink.c of musl 1.2.4. */
const BASE_NAMES: ReadonlySet<string> = new Set(
	(
		"aio_cancel aio_error aio_fsync aio_read aio_return aio_suspend aio_write alphasort creat fallocate fgetpos fopen " +
		"freopen fseeko fsetpos fstat fstatat fstatfs fstatvfs ftello ftruncate ftw getdents getrlimit glob globfree " +
		"lio_listio lockf lseek lstat mkostemp mkostemps mkstemp mkstemps mmap nftw open openat posix_fadvise " +
		"posix_fallocate pread preadv prlimit pwrite pwritev readdir scandir sendfile setrlimit stat statfs statvfs " +
		"tmpfile truncate versionsort __fxstat __fxstatat __lxstat __xstat"
	).split(" "),
);

/** Names of more bytes than this do not fit the loader's buffer before 1.2.6. */
const SHORT_BUFFER = 16;

/** The name that stands in for a large-file name; absent when there is none. */
export function lfs64Name(name: string, shortBuffer: boolean): string | undefined {
	if (shortBuffer && Buffer.byteLength(name) > SHORT_BUFFER) return undefined;
	if (name === "readdir64_r") return "readdir_r";
	if (!name.endsWith("64")) return undefined;
	const base = name.slice(0, -2);
	return BASE_NAMES.has(base) ? base : undefined;
}
