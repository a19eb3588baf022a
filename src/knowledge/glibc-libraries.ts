/** DT_NEEDED names of the libraries that glibc itself installs, its loaders apart: whoever rebuilds for another libc no
 *  longer needs them. Source: the files of Debian's packages libc6 2.31 (bullseye), 2.36 (bookworm) and 2.41 (trixie).
 *  Two names that older glibcs installed are in none of them: libcidn.so.1, and libcrypt.so.1, which Debian took from
 *  libxcrypt by then. */
const LIBRARIES: ReadonlySet<string> = new Set([
	"libBrokenLocale.so.1",
	"libSegFault.so",
	"libanl.so.1",
	"libc.so.6",
	"libc_malloc_debug.so.0",
	"libcidn.so.1",
	"libcrypt.so.1",
	"libdl.so.2",
	"libm.so.6",
	"libmemusage.so",
	"libmvec.so.1",
	"libnsl.so.1",
	"libnss_compat.so.2",
	"libnss_dns.so.2",
	"libnss_files.so.2",
	"libnss_hesiod.so.2",
	"libpcprofile.so",
	"libpthread.so.0",
	"libresolv.so.2",
	"librt.so.1",
	"libthread_db.so.1",
	"libutil.so.1",
]);

/** Whether a needed library, or loader, is one of glibc's own. */
export function isPartOfGlibc(library: string): boolean {
	return LIBRARIES.has(library) || /^ld(?:-linux[\w-]*|64)?\.so\.[123]$/.test(library);
}
