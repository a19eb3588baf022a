/** DT_NEEDED names of the libraries that glibc itself installs, its loaders apart: whoever rebuilds for another libc no
 *  longer needs them. Source: files of Debian's packages libc6 of 8 to 13. */
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
