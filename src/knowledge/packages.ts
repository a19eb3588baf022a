/** Which packages bring a library. Names change with releases; the newest common one stands first. */
export interface LibraryPackages {
	/** Alpine package; absent where Alpine has none. */
	readonly alpine?: string;
	/** Alpine packages of some releases only, oldest first. */
	readonly inAlpine?: readonly AlpineSpan[];
	/** Debian packages, newest release first; of libraries only where Debian's lists of files do not tell, because the
	 *  name is made when the package is installed. */
	readonly debian?: readonly string[];
	/** What to know besides. */
	readonly note?: string;
	/** What to know on Alpine and other systems with musl. */
	readonly onAlpine?: string;
}

/** A package that Alpine has from one release to another; both count. */
export interface AlpineSpan {
	readonly package: string;
	readonly from?: string;
	readonly to?: string;
}

const OPENSSL_11 = "OpenSSL 1.1: only in Alpine up to 3.18 and Debian up to 11; rebuild against OpenSSL 3";

/** OpenSSL 1.1's own package until OpenSSL 3 took its place, then a package for what still asked for it. */
function openssl11(name: string): LibraryPackages {
	const inAlpine = [
		{ package: name, to: "3.16" },
		{ package: "openssl1.1-compat", from: "3.17", to: "3.18" },
	];
	return { inAlpine, note: OPENSSL_11 };
}

/** By soname, or by its part before `.so` for families whose number changes with each release.
 *  Source: the `so:` provides of Alpine's package index; from libsecret to libaio the
 *  subpackages of aports' APKBUILD files (libsecret 03f14050, mesa 00c4735a, openldap 00581be1, file 019874d6, zeromq
 *  02f31fe8, vips 036f79c6: names alone, not in which release they began). Debian's packages are measured: data/apt-libraries.tsv. */
const LIBRARIES: Readonly<Record<string, LibraryPackages>> = {
	"libstdc++.so.6": { alpine: "libstdc++" },
	"libgcc_s.so.1": { alpine: "libgcc" },
	"libgomp.so.1": { alpine: "libgomp" },
	"libatomic.so.1": { alpine: "libatomic" },
	"libquadmath.so.0": { alpine: "libquadmath" },
	"libgfortran.so.5": { alpine: "libgfortran" },
	"libblas.so.3": { alpine: "blas", debian: ["libblas3"] },
	"liblapack.so.3": { alpine: "liblapack", debian: ["liblapack3"], onAlpine: "before 3.18 the package is `lapack`" },
	"libopenblas.so.0": {
		debian: ["libopenblas0-pthread"],
		onAlpine: "Alpine calls it libopenblas.so.3 (package openblas)",
	},
	"libz.so.1": { alpine: "zlib" },
	"libbz2.so.1.0": { onAlpine: "Alpine calls it libbz2.so.1 (package libbz2)" },
	"libbz2.so.1": { alpine: "libbz2" },
	"liblzma.so.5": { alpine: "xz-libs" },
	"libzstd.so.1": { alpine: "zstd-libs" },
	"liblz4.so.1": { alpine: "lz4-libs" },
	"libbrotlidec.so.1": { alpine: "brotli-libs" },
	"libbrotlicommon.so.1": { alpine: "brotli-libs" },
	"libbrotlienc.so.1": { alpine: "brotli-libs" },
	"libssl.so.3": { inAlpine: [{ package: "libssl3", from: "3.17" }] },
	"libcrypto.so.3": { inAlpine: [{ package: "libcrypto3", from: "3.17" }] },
	"libssl.so.1.1": openssl11("libssl1.1"),
	"libcrypto.so.1.1": openssl11("libcrypto1.1"),
	"libtinfo.so.6": {
		onAlpine:
			"Alpine has no libtinfo: its libncursesw.so.6 (package ncurses-libs) holds those functions; relink with -lncursesw",
	},
	"libncurses.so.6": {
		onAlpine: "Alpine has only the wide libncursesw.so.6 (package ncurses-libs); relink with -lncursesw",
	},
	"libncursesw.so.6": { alpine: "ncurses-libs" },
	"libreadline.so.8": { alpine: "readline" },
	"libedit.so.2": { onAlpine: "Alpine calls it libedit.so.0 (package libedit)" },
	"libcrypt.so.1": {
		onAlpine:
			"on Alpine the functions are in musl, the name is not: gcompat (3.19 and later) or libc6-compat (before) provide it",
	},
	"libcrypt.so.2": { alpine: "libxcrypt", note: "Debian has libcrypt.so.1 (package libcrypt1)" },
	"libresolv.so.2": {
		onAlpine:
			"part of glibc; on Alpine gcompat provides the name (3.18 and later), musl itself has the common functions",
	},
	"libanl.so.1": { note: "part of glibc: getaddrinfo_a; musl has no such functions" },
	"libmvec.so.1": {
		note: "part of glibc: vector mathematics; rebuild without -ffast-math vectorisation",
	},
	"libnsl.so.1": {
		onAlpine: "NIS, kept by glibc for old binaries; on Alpine libnsl.so.3 (package libnsl)",
	},
	"libnsl.so.2": { onAlpine: "Alpine calls it libnsl.so.3 (package libnsl)" },
	"libdl.so.2": { note: "part of glibc; minimal glibc images may leave it out" },
	"librt.so.1": { note: "part of glibc; minimal glibc images may leave it out" },
	"libutil.so.1": { note: "part of glibc; minimal glibc images may leave it out" },
	"libpthread.so.0": { note: "part of glibc" },
	"libm.so.6": { note: "part of glibc" },
	"libc.so.6": { note: "glibc itself" },
	"libBrokenLocale.so.1": { note: "part of glibc" },
	"libthread_db.so.1": { note: "part of glibc" },
	"libuuid.so.1": { alpine: "libuuid" },
	"libblkid.so.1": { alpine: "libblkid" },
	"libmount.so.1": { alpine: "libmount" },
	"libsmartcols.so.1": { alpine: "libsmartcols" },
	"libcap.so.2": { alpine: "libcap2" },
	"libacl.so.1": { alpine: "acl-libs" },
	"libattr.so.1": { alpine: "libattr" },
	"libselinux.so.1": { alpine: "libselinux" },
	"libseccomp.so.2": { alpine: "libseccomp" },
	"libudev.so.1": { alpine: "eudev-libs" },
	"libsystemd.so.0": {
		onAlpine: "Alpine has no systemd; rebuild without it, or against libelogind",
	},
	"libpam.so.0": { alpine: "linux-pam" },
	"libaudit.so.1": { alpine: "audit-libs" },
	"libexpat.so.1": { alpine: "libexpat" },
	"libxml2.so.2": { alpine: "libxml2" },
	"libxslt.so.1": { alpine: "libxslt" },
	"libyaml-0.so.2": { alpine: "yaml" },
	"libffi.so.8": { alpine: "libffi" },
	"libffi.so.7": { note: "of Debian 11; rebuild against libffi.so.8" },
	"libpcre2-8.so.0": { alpine: "pcre2" },
	"libpcre.so.3": { onAlpine: "Alpine calls it libpcre.so.1 (package pcre)" },
	"libgmp.so.10": { alpine: "gmp" },
	"libsqlite3.so.0": { alpine: "sqlite-libs" },
	"libcurl.so.4": { alpine: "libcurl" },
	"libcurl-gnutls.so.4": {
		note: "Debian's own; Alpine has libcurl.so.4",
	},
	"libsecret-1.so.0": { alpine: "libsecret" },
	"libgtk-3.so.0": { alpine: "gtk+3.0" },
	"libgdk-3.so.0": { alpine: "gtk+3.0" },
	"libgbm.so.1": { alpine: "mesa-gbm" },
	"libnss3.so": { alpine: "nss" },
	"libnssutil3.so": { alpine: "nss" },
	"libsmime3.so": { alpine: "nss" },
	"libnspr4.so": { alpine: "nspr" },
	"libldap.so.2": { alpine: "libldap" },
	"liblber.so.2": { alpine: "libldap" },
	"libmagic.so.1": { alpine: "libmagic" },
	"libusb-1.0.so.0": { alpine: "libusb" },
	"libvips.so.42": { alpine: "vips" },
	"libvips-cpp.so.42": { alpine: "vips-cpp" },
	"libzmq.so.5": { alpine: "libzmq" },
	"libsnappy.so.1": { alpine: "snappy" },
	"libnl-3.so.200": { alpine: "libnl3" },
	"libnl-genl-3.so.200": { alpine: "libnl3" },
	"libnl-route-3.so.200": { alpine: "libnl3" },
	"libevdev.so.2": { alpine: "libevdev" },
	"libaio.so.1": { alpine: "libaio" },
	"libmysqlclient.so.21": {
		onAlpine: "Alpine has MariaDB's libmariadb.so.3 (package mariadb-connector-c): rebuild against that",
	},
	"libnghttp2.so.14": { alpine: "nghttp2-libs" },
	"libssh2.so.1": { alpine: "libssh2" },
	"libgnutls.so.30": { alpine: "gnutls" },
	"libgcrypt.so.20": { alpine: "libgcrypt" },
	"libgssapi_krb5.so.2": { alpine: "krb5-libs" },
	"libkrb5.so.3": { alpine: "krb5-libs" },
	"libcom_err.so.2": { alpine: "libcom_err" },
	"libpq.so.5": { alpine: "libpq" },
	"libmariadb.so.3": { alpine: "mariadb-connector-c" },
	"libodbc.so.2": { alpine: "unixodbc" },
	"libevent-2.1.so.7": { alpine: "libevent" },
	"libuv.so.1": { alpine: "libuv" },
	"libglib-2.0.so.0": { alpine: "glib" },
	"libgobject-2.0.so.0": { alpine: "glib" },
	"libgio-2.0.so.0": { alpine: "glib" },
	"libfontconfig.so.1": { alpine: "fontconfig" },
	"libfreetype.so.6": { alpine: "freetype" },
	"libpng16.so.16": { alpine: "libpng" },
	"libjpeg.so.8": { alpine: "libjpeg-turbo", note: "Debian has libjpeg.so.62 (package libjpeg62-turbo)" },
	"libjpeg.so.62": { onAlpine: "Alpine has libjpeg.so.8 (package libjpeg-turbo)" },
	"libX11.so.6": { alpine: "libx11" },
	"libxcb.so.1": { alpine: "libxcb" },
	"libXext.so.6": { alpine: "libxext" },
	"libGL.so.1": { alpine: "mesa-gl" },
	"libEGL.so.1": { alpine: "mesa-egl" },
	"libasound.so.2": { alpine: "alsa-lib" },
	"libdbus-1.so.3": { alpine: "dbus-libs" },
	"libnuma.so.1": { alpine: "numactl" },
	"libunwind.so.8": { alpine: "libunwind" },
	"libelf.so.1": { alpine: "libelf" },
	"libtirpc.so.3": { alpine: "libtirpc" },
	"libfuse.so.2": { alpine: "fuse" },
	"libfuse3.so.3": { alpine: "fuse3-libs" },
	"libltdl.so.7": { alpine: "libltdl" },
	"libonig.so.5": { alpine: "oniguruma" },
	"libjq.so.1": { alpine: "jq" },
	"libbsd.so.0": { alpine: "libbsd" },
	"libmd.so.0": { alpine: "libmd" },
	"libidn2.so.0": { alpine: "libidn2" },
	"libunistring.so.5": { alpine: "libunistring" },
	"libfts.so.0": { alpine: "musl-fts", note: "on Debian fts is part of glibc" },
	"libobstack.so.1": { alpine: "musl-obstack", note: "on Debian obstack is part of glibc" },
	"libucontext.so.1": { alpine: "libucontext", note: "on Debian these functions are part of glibc" },
	"libexecinfo.so.1": { note: "Alpine had it (package libexecinfo) up to 3.16; on Debian backtrace is part of glibc" },
	libicuuc: { alpine: "icu-libs", note: "its number changes with every release" },
	libicui18n: { alpine: "icu-libs", note: "its number changes with every release" },
	libicudata: { alpine: "icu-libs", note: "its number changes with every release" },
	"libboost_*": {
		alpine: "boost-libs",
		note: "its number changes with every release: rebuild against the target's own",
	},
	libpython3: { alpine: "python3", note: "one per Python version: rebuild or install the same one" },
	libperl: { alpine: "perl", note: "one per Perl version: rebuild or install the same one" },
	libjvm: {
		note: "is part of the JDK or JRE, not on the default search path: run through its `java`, or set LD_LIBRARY_PATH",
	},
	libjli: { note: "is part of the JDK or JRE: it is beside the launcher, at `$ORIGIN/../lib`" },
};

/** Programs that scripts ask for. Source: Alpine's package index, Debian's `Contents-amd64`. */
const PROGRAMS: Readonly<Record<string, LibraryPackages>> = {
	bash: { alpine: "bash", debian: ["bash"] },
	sh: { alpine: "busybox", debian: ["dash"] },
	dash: { alpine: "dash", debian: ["dash"] },
	zsh: { alpine: "zsh", debian: ["zsh"] },
	ksh: { alpine: "loksh", debian: ["ksh"] },
	env: { alpine: "busybox", debian: ["coreutils"] },
	perl: { alpine: "perl", debian: ["perl"] },
	python: { alpine: "python3", debian: ["python-is-python3"] },
	python3: { alpine: "python3", debian: ["python3"] },
	node: { alpine: "nodejs", debian: ["nodejs"] },
	ruby: { alpine: "ruby", debian: ["ruby"] },
	php: { alpine: "php83", debian: ["php-cli"] },
	lua: { alpine: "lua5.4", debian: ["lua5.4"] },
	tclsh: { alpine: "tcl", debian: ["tcl"] },
	wish: { alpine: "tk", debian: ["tk"] },
	awk: { alpine: "busybox", debian: ["mawk"] },
	gawk: { alpine: "gawk", debian: ["gawk"] },
	sed: { alpine: "busybox", debian: ["sed"] },
	make: { alpine: "make", debian: ["make"] },
	guile: { alpine: "guile", debian: ["guile-3.0"] },
	expect: { alpine: "expect", debian: ["expect"] },
	java: { alpine: "openjdk21-jre-headless", debian: ["default-jre-headless"] },
};

/** Distroless images that are made for one interpreter. Source: the README of GoogleContainerTools/distroless. */
const DISTROLESS: Readonly<Record<string, string>> = {
	python: "gcr.io/distroless/python3-debian13",
	node: "gcr.io/distroless/nodejs24-debian13",
	java: "gcr.io/distroless/java21-debian13",
};

/** The distroless image with a program, by its file name; absent where there is none. */
export function distrolessImage(name: string): string | undefined {
	return DISTROLESS[name.replace(/(?<![\d.])[\d.]+$/, "")];
}

/** The package of an Alpine release (`3.20`) that brings a library; the newest one's where the release is not known. Absent
 *  where it has none, or this table does not know it. */
export function alpinePackage(soname: string, release: string | undefined): string | undefined {
	const { alpine, inAlpine = [] } = packagesOfLibrary(soname) ?? {};
	if (alpine !== undefined) return alpine;
	return (release === undefined ? inAlpine.at(-1) : inAlpine.find((span) => isWithin(release, span)))?.package;
}

function isWithin(release: string, { from = release, to = release }: AlpineSpan): boolean {
	const compared = (one: string, other: string) => one.localeCompare(other, "en", { numeric: true });
	return compared(release, from) >= 0 && compared(release, to) <= 0;
}

/** Libraries of the driver of the machine: its version and the kernel module's are one, and no package of an image's base
 *  fits but by luck. Source: NVIDIA's container toolkit, the list of libraries that it mounts. */
export function isOfHostDriver(soname: string): boolean {
	return /^lib(cuda|cudadebugger|nvcuvid|nvoptix|nvidia-[a-z0-9-]+|GLX_nvidia|EGL_nvidia)\.so(\.\d+)*$/.test(soname);
}

/** Packages with a library; absent where this table does not know it. */
export function packagesOfLibrary(soname: string): LibraryPackages | undefined {
	const exact = LIBRARIES[soname];
	if (exact) return exact;
	const stem = soname.replace(/\.so(\.[^/]*)?$/, "").replace(/(?<![-.\d])[-.\d]+$/, "");
	return LIBRARIES[stem] ?? (stem.startsWith("libboost_") ? LIBRARIES["libboost_*"] : undefined);
}

/** Packages with a program, by its file name; absent where this table does not know it. */
export function packagesOfProgram(name: string): LibraryPackages | undefined {
	return PROGRAMS[name] ?? PROGRAMS[name.replace(/(?<![\d.])[\d.]+$/, "")];
}
