/** Which packages bring a library. Names change with releases; the newest common one stands first. */
export interface LibraryPackages {
	/** Alpine package; absent where Alpine has none. */
	readonly alpine?: string;
	/** Debian packages, newest release first. */
	readonly debian?: readonly string[];
	/** What to know besides. */
	readonly note?: string;
}

const OPENSSL_11 = "OpenSSL 1.1: only in Alpine up to 3.16 and Debian up to 11; rebuild against OpenSSL 3";

/** By soname, or by its part before `.so` for families whose number changes with each release.
 *  Source: Debian names are those of `Contents-amd64` of Debian 12 and 13 (compared by scripts/check-packages.ts);
 *  Alpine names are the `so:` provides of its package index. */
const LIBRARIES: Readonly<Record<string, LibraryPackages>> = {
	"libstdc++.so.6": { alpine: "libstdc++", debian: ["libstdc++6"] },
	"libgcc_s.so.1": { alpine: "libgcc", debian: ["libgcc-s1"] },
	"libgomp.so.1": { alpine: "libgomp", debian: ["libgomp1"] },
	"libatomic.so.1": { alpine: "libatomic", debian: ["libatomic1"] },
	"libquadmath.so.0": { alpine: "libquadmath", debian: ["libquadmath0"] },
	"libgfortran.so.5": { alpine: "libgfortran", debian: ["libgfortran5"] },
	"libblas.so.3": { alpine: "openblas", debian: ["libblas3"] },
	"liblapack.so.3": { alpine: "openblas", debian: ["liblapack3"] },
	"libopenblas.so.0": {
		debian: ["libopenblas0-pthread"],
		note: "Alpine calls it libopenblas.so.3 (package openblas)",
	},
	"libz.so.1": { alpine: "zlib", debian: ["zlib1g"] },
	"libbz2.so.1.0": { debian: ["libbz2-1.0"], note: "Alpine calls it libbz2.so.1 (package libbz2)" },
	"libbz2.so.1": { alpine: "libbz2", debian: ["libbz2-1.0"] },
	"liblzma.so.5": { alpine: "xz-libs", debian: ["liblzma5"] },
	"libzstd.so.1": { alpine: "zstd-libs", debian: ["libzstd1"] },
	"liblz4.so.1": { alpine: "lz4-libs", debian: ["liblz4-1"] },
	"libbrotlidec.so.1": { alpine: "brotli-libs", debian: ["libbrotli1"] },
	"libbrotlicommon.so.1": { alpine: "brotli-libs", debian: ["libbrotli1"] },
	"libbrotlienc.so.1": { alpine: "brotli-libs", debian: ["libbrotli1"] },
	"libssl.so.3": { alpine: "libssl3", debian: ["libssl3t64", "libssl3"] },
	"libcrypto.so.3": { alpine: "libcrypto3", debian: ["libssl3t64", "libssl3"] },
	"libssl.so.1.1": { alpine: "openssl1.1-compat", debian: ["libssl1.1"], note: OPENSSL_11 },
	"libcrypto.so.1.1": { alpine: "openssl1.1-compat", debian: ["libssl1.1"], note: OPENSSL_11 },
	"libtinfo.so.6": {
		debian: ["libtinfo6"],
		note: "Alpine has no libtinfo: its libncursesw.so.6 (package ncurses-libs) holds those functions; relink with -lncursesw",
	},
	"libncurses.so.6": {
		debian: ["libncurses6"],
		note: "Alpine has only the wide libncursesw.so.6 (package ncurses-libs); relink with -lncursesw",
	},
	"libncursesw.so.6": { alpine: "ncurses-libs", debian: ["libncursesw6"] },
	"libreadline.so.8": { alpine: "readline", debian: ["libreadline8t64", "libreadline8"] },
	"libedit.so.2": { debian: ["libedit2"], note: "Alpine calls it libedit.so.0 (package libedit)" },
	"libcrypt.so.1": {
		debian: ["libcrypt1"],
		note: "on Alpine the functions are in musl, the name is not: gcompat (3.19 and later) or libc6-compat (before) bring it",
	},
	"libcrypt.so.2": { alpine: "libxcrypt", note: "Debian has libcrypt.so.1 (package libcrypt1)" },
	"libresolv.so.2": {
		debian: ["libc6"],
		note: "part of glibc; on Alpine gcompat brings the name (3.18 and later), musl itself has the common functions",
	},
	"libanl.so.1": { debian: ["libc6"], note: "part of glibc: getaddrinfo_a; musl has no such functions" },
	"libmvec.so.1": {
		debian: ["libc6"],
		note: "part of glibc: vector mathematics; rebuild without -ffast-math vectorisation",
	},
	"libnsl.so.1": {
		debian: ["libc6"],
		note: "NIS, kept by glibc for old binaries; on Alpine libnsl.so.3 (package libnsl)",
	},
	"libnsl.so.2": { debian: ["libnsl2"], note: "Alpine calls it libnsl.so.3 (package libnsl)" },
	"libdl.so.2": { debian: ["libc6"], note: "part of glibc; minimal glibc images may leave it out" },
	"librt.so.1": { debian: ["libc6"], note: "part of glibc; minimal glibc images may leave it out" },
	"libutil.so.1": { debian: ["libc6"], note: "part of glibc; minimal glibc images may leave it out" },
	"libpthread.so.0": { debian: ["libc6"], note: "part of glibc" },
	"libm.so.6": { debian: ["libc6"], note: "part of glibc" },
	"libc.so.6": { debian: ["libc6"], note: "glibc itself" },
	"libBrokenLocale.so.1": { debian: ["libc6"], note: "part of glibc" },
	"libthread_db.so.1": { debian: ["libc6"], note: "part of glibc" },
	"libuuid.so.1": { alpine: "libuuid", debian: ["libuuid1"] },
	"libblkid.so.1": { alpine: "libblkid", debian: ["libblkid1"] },
	"libmount.so.1": { alpine: "libmount", debian: ["libmount1"] },
	"libsmartcols.so.1": { alpine: "libsmartcols", debian: ["libsmartcols1"] },
	"libcap.so.2": { alpine: "libcap2", debian: ["libcap2"] },
	"libacl.so.1": { alpine: "acl-libs", debian: ["libacl1"] },
	"libattr.so.1": { alpine: "libattr", debian: ["libattr1"] },
	"libselinux.so.1": { alpine: "libselinux", debian: ["libselinux1"] },
	"libseccomp.so.2": { alpine: "libseccomp", debian: ["libseccomp2"] },
	"libudev.so.1": { alpine: "eudev-libs", debian: ["libudev1"] },
	"libsystemd.so.0": {
		debian: ["libsystemd0"],
		note: "Alpine has no systemd; rebuild without it, or against libelogind",
	},
	"libpam.so.0": { alpine: "linux-pam", debian: ["libpam0g"] },
	"libaudit.so.1": { alpine: "audit-libs", debian: ["libaudit1"] },
	"libexpat.so.1": { alpine: "libexpat", debian: ["libexpat1"] },
	"libxml2.so.2": { alpine: "libxml2", debian: ["libxml2"] },
	"libxslt.so.1": { alpine: "libxslt", debian: ["libxslt1.1"] },
	"libyaml-0.so.2": { alpine: "yaml", debian: ["libyaml-0-2"] },
	"libffi.so.8": { alpine: "libffi", debian: ["libffi8"] },
	"libffi.so.7": { debian: ["libffi7"], note: "of Debian 11; rebuild against libffi.so.8" },
	"libpcre2-8.so.0": { alpine: "pcre2", debian: ["libpcre2-8-0"] },
	"libpcre.so.3": { debian: ["libpcre3"], note: "Alpine calls it libpcre.so.1 (package pcre)" },
	"libgmp.so.10": { alpine: "gmp", debian: ["libgmp10"] },
	"libsqlite3.so.0": { alpine: "sqlite-libs", debian: ["libsqlite3-0"] },
	"libcurl.so.4": { alpine: "libcurl", debian: ["libcurl4t64", "libcurl4"] },
	"libcurl-gnutls.so.4": {
		debian: ["libcurl3t64-gnutls", "libcurl3-gnutls"],
		note: "Debian's own; Alpine has libcurl.so.4",
	},
	"libnghttp2.so.14": { alpine: "nghttp2-libs", debian: ["libnghttp2-14"] },
	"libssh2.so.1": { alpine: "libssh2", debian: ["libssh2-1t64", "libssh2-1"] },
	"libgnutls.so.30": { alpine: "gnutls", debian: ["libgnutls30t64", "libgnutls30"] },
	"libgcrypt.so.20": { alpine: "libgcrypt", debian: ["libgcrypt20"] },
	"libgssapi_krb5.so.2": { alpine: "krb5-libs", debian: ["libgssapi-krb5-2"] },
	"libkrb5.so.3": { alpine: "krb5-libs", debian: ["libkrb5-3"] },
	"libcom_err.so.2": { alpine: "libcom_err", debian: ["libcom-err2"] },
	"libpq.so.5": { alpine: "libpq", debian: ["libpq5"] },
	"libmariadb.so.3": { alpine: "mariadb-connector-c", debian: ["libmariadb3"] },
	"libodbc.so.2": { alpine: "unixodbc", debian: ["libodbc2"] },
	"libevent-2.1.so.7": { alpine: "libevent", debian: ["libevent-2.1-7t64", "libevent-2.1-7"] },
	"libuv.so.1": { alpine: "libuv", debian: ["libuv1t64", "libuv1"] },
	"libglib-2.0.so.0": { alpine: "glib", debian: ["libglib2.0-0t64", "libglib2.0-0"] },
	"libgobject-2.0.so.0": { alpine: "glib", debian: ["libglib2.0-0t64", "libglib2.0-0"] },
	"libgio-2.0.so.0": { alpine: "glib", debian: ["libglib2.0-0t64", "libglib2.0-0"] },
	"libfontconfig.so.1": { alpine: "fontconfig", debian: ["libfontconfig1"] },
	"libfreetype.so.6": { alpine: "freetype", debian: ["libfreetype6"] },
	"libpng16.so.16": { alpine: "libpng", debian: ["libpng16-16t64", "libpng16-16"] },
	"libjpeg.so.8": { alpine: "libjpeg-turbo", note: "Debian has libjpeg.so.62 (package libjpeg62-turbo)" },
	"libjpeg.so.62": { debian: ["libjpeg62-turbo"], note: "Alpine has libjpeg.so.8 (package libjpeg-turbo)" },
	"libX11.so.6": { alpine: "libx11", debian: ["libx11-6"] },
	"libxcb.so.1": { alpine: "libxcb", debian: ["libxcb1"] },
	"libXext.so.6": { alpine: "libxext", debian: ["libxext6"] },
	"libGL.so.1": { alpine: "mesa-gl", debian: ["libgl1"] },
	"libEGL.so.1": { alpine: "mesa-egl", debian: ["libegl1"] },
	"libasound.so.2": { alpine: "alsa-lib", debian: ["libasound2t64", "libasound2"] },
	"libdbus-1.so.3": { alpine: "dbus-libs", debian: ["libdbus-1-3"] },
	"libnuma.so.1": { alpine: "numactl", debian: ["libnuma1"] },
	"libunwind.so.8": { alpine: "libunwind", debian: ["libunwind8"] },
	"libelf.so.1": { alpine: "libelf", debian: ["libelf1t64", "libelf1"] },
	"libtirpc.so.3": { alpine: "libtirpc", debian: ["libtirpc3t64", "libtirpc3"] },
	"libfuse.so.2": { alpine: "fuse", debian: ["libfuse2t64", "libfuse2"] },
	"libfuse3.so.3": { alpine: "fuse3-libs", debian: ["libfuse3-3"] },
	"libltdl.so.7": { alpine: "libltdl", debian: ["libltdl7"] },
	"libonig.so.5": { alpine: "oniguruma", debian: ["libonig5"] },
	"libjq.so.1": { alpine: "jq", debian: ["libjq1"] },
	"libbsd.so.0": { alpine: "libbsd", debian: ["libbsd0"] },
	"libmd.so.0": { alpine: "libmd", debian: ["libmd0"] },
	"libidn2.so.0": { alpine: "libidn2", debian: ["libidn2-0"] },
	"libunistring.so.5": { alpine: "libunistring", debian: ["libunistring5"] },
	"libfts.so.0": { alpine: "musl-fts", note: "on Debian fts is part of glibc" },
	"libobstack.so.1": { alpine: "musl-obstack", note: "on Debian obstack is part of glibc" },
	"libucontext.so.1": { alpine: "libucontext", note: "on Debian these functions are part of glibc" },
	"libexecinfo.so.1": { note: "Alpine had it (package libexecinfo) up to 3.16; on Debian backtrace is part of glibc" },
	libicuuc: { alpine: "icu-libs", debian: ["libicu76", "libicu72"], note: "its number changes with every release" },
	libicui18n: { alpine: "icu-libs", debian: ["libicu76", "libicu72"], note: "its number changes with every release" },
	libicudata: { alpine: "icu-libs", debian: ["libicu76", "libicu72"], note: "its number changes with every release" },
	"libboost_*": {
		alpine: "boost-libs",
		note: "its number changes with every release: rebuild against the target's own",
	},
	libpython3: { alpine: "python3", note: "one per Python version: rebuild or install the same one" },
	libperl: { alpine: "perl", note: "one per Perl version: rebuild or install the same one" },
	libcuda: {
		note: "comes from the host's NVIDIA driver through the container toolkit, which serves glibc images only",
	},
	"libnvidia-ml": {
		note: "comes from the host's NVIDIA driver through the container toolkit, which serves glibc images only",
	},
	libjvm: {
		note: "is part of the JDK or JRE, not on the default search path: run through its `java`, or set LD_LIBRARY_PATH",
	},
	libjli: { note: "is part of the JDK or JRE: it stands beside the launcher, at `$ORIGIN/../lib`" },
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
	return DISTROLESS[name.replace(/[\d.]+$/, "")];
}

/** Packages with a library; absent where this table does not know it. */
export function packagesOfLibrary(soname: string): LibraryPackages | undefined {
	const exact = LIBRARIES[soname];
	if (exact) return exact;
	const stem = soname.replace(/\.so(\.[^/]*)?$/, "").replace(/[-.\d]+$/, "");
	return LIBRARIES[stem] ?? (stem.startsWith("libboost_") ? LIBRARIES["libboost_*"] : undefined);
}

/** Packages with a program, by its file name; absent where this table does not know it. */
export function packagesOfProgram(name: string): LibraryPackages | undefined {
	return PROGRAMS[name] ?? PROGRAMS[name.replace(/[\d.]+$/, "")];
}

/** Every soname of the table, for the script that compares it with a package index. */
export function knownLibraries(): readonly (readonly [string, LibraryPackages])[] {
	return Object.entries(LIBRARIES);
}
