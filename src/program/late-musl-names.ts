/** Names that musl's libc did not have from the start (1.1.16, Alpine 3.6) and has now. A file built for musl imports
 *  them without a version, like everything else: they are never taken for a host program's.
 *  Source: dynamic symbols of ld-musl-x86_64.so.1 in the root file systems of Alpine 3.6 to edge. */
export const lateMuslNames: ReadonlySet<string> = new Set([
	"_Fork",
	"copy_file_range",
	"dummy_lock",
	"explicit_bzero",
	"fopencookie",
	"getentropy",
	"getrandom",
	"gettid",
	"membarrier",
	"memfd_create",
	"mlock2",
	"name_to_handle_at",
	"open_by_handle_at",
	"posix_spawn_file_actions_addchdir_np",
	"posix_spawn_file_actions_addfchdir_np",
	"preadv2",
	"pthread_getname_np",
	"pwritev2",
	"qsort_r",
	"reallocarray",
	"secure_getenv",
	"statx",
	"tcgetwinsize",
	"tcsetwinsize",
]);
