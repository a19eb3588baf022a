/** Strings in a program's read-only data that say what it may do after it has started.
 *  A scan keeps those of this list that occur anywhere in the data, and what the patterns below match. */
export const EXACT_STRINGS: readonly string[] = [
	"/bin/bash",
	"/bin/sh",
	"/etc/ethers",
	"/etc/fonts",
	"/etc/localtime",
	"/etc/nsswitch.conf",
	"/etc/passwd",
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
	"/etc/pki/tls/cacert.pem",
	"/etc/pki/tls/certs",
	"/etc/pki/tls/certs/ca-bundle.crt",
	"/etc/protocols",
	"/etc/services",
	"/etc/ssl/ca-bundle.pem",
	"/etc/ssl/cert.pem",
	"/etc/ssl/certs",
	"/etc/ssl/certs/ca-certificates.crt",
	"/lib/terminfo",
	"/proc/self/exe",
	"/tmp",
	"/usr/lib/locale",
	"/usr/share/terminfo",
	"/usr/share/zoneinfo",
	"//IGNORE",
	"//TRANSLIT",
	"<jemalloc>: Unsupported system page size",
	"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT",
	"EBCDIC",
	"MALLOC_ARENA_MAX",
	"OPENSSLDIR: ",
	"SSL_CERT_FILE",
	"UTF-7",
	"gconv-modules",
	"golang.org/x/crypto/x509roots/fallback",
	"in __nss_next",
	"libicuuc.so",
	"libnss_%s.so%s",
	"openssl-probe",
	"rustls-native-certs",
	"time/tzdata",
	"unknown time zone ",
	"webpki-roots",
];

/** Whole strings (between NULs) that are file names of libraries: what dlopen may be given. */
export const LIBRARY_NAME = /^lib[A-Za-z0-9_+.-]{1,64}\.so(\.\d{1,4}){0,3}$/;

/** printf's `%Ld`: a long long in glibc, nothing in musl. Words behind a per cent sign (`% Lines`, `%Loaded`) are none. */
export const PRINTF_L_INTEGER = /%[-+0#']*\d{0,4}(\.\d{1,4})?L(d|[iouxX](?![A-Za-z]))/;

/** strftime conversions that only glibc knows. */
export const STRFTIME_GNU = /%[_^#0-]?[Pkl](?![A-Za-z])|%\^[aAbB]/;
