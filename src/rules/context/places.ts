/** Where programs look for what they need at run time, as absolute paths, in the order in which they look. */

/** CA bundles and folders. Source: Go src/crypto/x509/root_linux.go; openssl-probe; OpenSSL's OPENSSLDIR of Debian,
 *  Alpine and Fedora. */
export const CA_BUNDLES: readonly string[] = [
	"/etc/ssl/certs/ca-certificates.crt",
	"/etc/pki/tls/certs/ca-bundle.crt",
	"/etc/ssl/ca-bundle.pem",
	"/etc/pki/tls/cacert.pem",
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
	"/etc/ssl/cert.pem",
];

/** Zone databases, by a zone that every one of them has. Source: musl src/time/__tz.c; Go src/time/zoneinfo_unix.go. */
export const ZONE_FILES: readonly string[] = [
	"/usr/share/zoneinfo/UTC",
	"/usr/share/zoneinfo/Etc/UTC",
	"/usr/share/zoneinfo/Europe/Berlin",
	"/share/zoneinfo/UTC",
	"/etc/zoneinfo/UTC",
	"/usr/share/lib/zoneinfo/UTC",
];

/** Shells that system() and popen() start. Source: POSIX; glibc sysdeps/posix/system.c; musl src/process/system.c. */
export const SHELL = "/bin/sh";

/** Descriptions of terminals, by the ones that containers have. Source: ncurses' terminfo(5). */
export const TERMINALS: readonly string[] = [
	"/etc/terminfo/x/xterm",
	"/lib/terminfo/x/xterm",
	"/usr/share/terminfo/x/xterm",
	"/usr/share/terminfo/78/xterm",
	"/usr/lib/terminfo/x/xterm",
];

/** Locale data of glibc. Source: glibc locale/findlocale.c. */
export const GLIBC_LOCALES: readonly string[] = ["/usr/lib/locale/locale-archive", "/usr/lib/locale/C.utf8"];
