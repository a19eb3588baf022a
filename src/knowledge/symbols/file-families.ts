import { change, flag, install, LATER_RELEASE, NOTHING_TO_DO, patch, type SymbolFamily } from "./symbol-family.ts";

/** Files, directories, stdio, locales and text. */
export const FILE_FAMILIES: readonly SymbolFamily[] = [
	{
		id: "fcntl64",
		match: /^fcntl64$/,
		what: "fcntl with large files, put in by the headers of glibc 2.28 and later for _FILE_OFFSET_BITS=64, which is usual for C++ and for anything built like CPython",
		musl: "never",
		note: "it is the one large-file name that musl never had; gcompat lacks it, too",
		remedies: [
			flag("link on glibc 2.27 or older (manylinux2014)"),
			patch("rename the import in the binary: `patchelf --rename-dynamic-symbols` (0.18 and later), `fcntl64 fcntl`"),
			patch("preload a small library that passes fcntl64 on to fcntl"),
		],
		source: "glibc 2.28 NEWS; musl ldso/dynlink.c (get_lfs64)",
	},
	{
		id: "posix-fallocate64",
		match: /^posix_fallocate64$/,
		what: "posix_fallocate with large files: the one large-file name that is too long for the loader of musl 1.2.4 and 1.2.5 to translate",
		musl: "mixed",
		note: "older releases export it, newer ones translate it: only those between cannot resolve it",
		remedies: [
			patch(
				"rename the import in the binary: `patchelf --rename-dynamic-symbols`, `posix_fallocate64 posix_fallocate`",
			),
			flag(
				"on 64-bit, compile without `-D_FILE_OFFSET_BITS=64` and `-D_LARGEFILE64_SOURCE`: off_t is 64 bits wide anyway",
			),
		],
		source: "musl commit 53ac44ff (1.2.6)",
	},
	{
		id: "large-files",
		match:
			/^(__(l|f)?xstat64|__fxstatat64|(aio_(cancel|error|fsync|read|return|suspend|write)|alphasort|creat|fallocate|fgetpos|fopen|freopen|fseeko|fsetpos|fstat|fstatat|fstatfs|fstatvfs|ftello|ftruncate|ftw|getdents|getrlimit|glob|globfree|lio_listio|lockf|lseek|lstat|mkostemps?|mkstemps?|mmap|nftw|open|openat|posix_fadvise|pread|preadv|prlimit|pwrite|pwritev|readdir|scandir|sendfile|setrlimit|stat|statfs|statvfs|tmpfile|truncate|versionsort)64|readdir64_r)$/,
		what: "the large-file names of glibc; on musl they mean the plain ones",
		musl: "always",
		note: 'on newer releases they are no symbols any more: the loader translates imports, but dlsym("open64") finds nothing',
		remedies: [NOTHING_TO_DO],
		source: "musl ldso/dynlink.c (get_lfs64, commit 246f1c81)",
	},
	{
		id: "large-files-unknown",
		match:
			/^(scandirat(64)?|preadv64v2|pwritev64v2|getdirentries(64)?|mq_.*64|_IO_f[gs]etpos64|__(open|pread|pwrite|lseek|fopen|creat|ftruncate|truncate)64|__(f|l)?stat64|copy_file_range64|posix_(madvise|memalign)64)$/,
		what: "large-file and other names of glibc that musl never had and does not translate",
		musl: "never",
		remedies: [
			patch("rename the import in the binary: `patchelf --rename-dynamic-symbols`, to the name without 64"),
			flag("on 64-bit, compile without `-D_LARGEFILE64_SOURCE`"),
		],
		source: "musl ldso/dynlink.c (get_lfs64)",
	},
	{
		id: "time64",
		match: /^__(\w+_time64|\w+64)$/,
		what: "functions with 64-bit times as 32-bit programs import them (_TIME_BITS=64, glibc 2.34)",
		musl: "mixed",
		note: "musl made its own such names before glibc did: some coincide, most do not",
		remedies: [flag("on 32-bit, compile without `-D_TIME_BITS=64`: musl keeps the old names for old programs")],
		source: "https://musl.libc.org/time64.html; glibc 2.34 NEWS",
	},
	{
		id: "fts",
		match: /^fts(64)?_(open|read|children|set|close)$/,
		what: "fts: walking a directory tree",
		musl: "never",
		note: "Alpine's musl-fts has the plain names only",
		remedies: [
			install("`apk add musl-fts-dev` and link with `-lfts`"),
			patch("in the binary: `apk add musl-fts` and `patchelf --add-needed libfts.so.0`"),
			change("use `nftw`, which musl has"),
		],
		source: "https://wiki.musl-libc.org/faq",
	},
	{
		id: "stdio-inside",
		match:
			/^_IO_.*$|^__(overflow|uflow|underflow|wunderflow|woverflow|wuflow|f(lbf|setlocking|purge|readable|writable|reading|writing|bufsize|pending))$|^_flushlbf$/,
		what: "the inside of glibc's stdio",
		musl: "mixed",
		note: "musl has _IO_getc, _IO_putc, __overflow, __uflow and <stdio_ext.h>; the structures behind the rest are glibc's own",
		remedies: [
			flag(
				"compile the C++ library and the program with current headers: `_IO_` names come from GCC 3 and glibc before 2.28",
			),
			install("`apk add gcompat` has _IO_feof and _IO_puts"),
		],
		source: "glibc 2.28 NEWS (libio.h removed)",
	},
	{
		id: "printf-hooks",
		match: /^(register_printf_(function|modifier|specifier|type)|parse_printf_format|printf_size(_info)?)$/,
		what: "printf with conversions of one's own",
		musl: "never",
		note: "libquadmath imports them weakly, where their absence is harmless",
		remedies: [change("format into a string first")],
		source: "glibc stdio-common/printf.h",
	},
	{
		id: "stdio-extras",
		match:
			/^(fcloseall|fopencookie|f(get|put)[cs]_unlocked|fread_unlocked|fwrite_unlocked|f(get|put)w[cs]_unlocked|getw|putw|getwc_unlocked|getwchar_unlocked|putwc_unlocked|putwchar_unlocked|putc_unlocked|fgetws?_unlocked|obstack_v?printf|cuserid|open_w?memstream|v?dprintf|setlinebuf|setbuffer|fgetln)$/,
		what: "extensions of stdio: unlocked variants, streams of one's own, old names",
		musl: "mixed",
		remedies: [change("call the variant without `_unlocked`, or the standard function")],
		source: "musl include/stdio.h",
	},
	{
		id: "locale-variants",
		match:
			/^(__)?(is.*|to(lower|upper|ascii)|str.*|wcs.*|nl_langinfo|newlocale|uselocale|freelocale|duplocale|tow.*|isw.*|wctype|wctrans|strfmon|catopen|strptime)_l$|^__(newlocale|duplocale|freelocale|uselocale)$/,
		what: "functions with a locale as argument; libstdc++ built for glibc calls them for its streams",
		musl: "mixed",
		note: "a libstdc++ built for glibc also reads glibc's locale structure directly, which musl's does not resemble: use Alpine's own libstdc++",
		remedies: [
			install("use the target's own libstdc++ (`apk add libstdc++`) instead of a bundled or linked-in one"),
			install("`apk add gcompat` (0.9 and later) hands out locales in glibc's layout and has some of the names"),
		],
		source: "gcompat libgcompat/locale.c; libstdc++-v3 config/locale/gnu",
	},
	{
		id: "iconv",
		match: /^iconv(_open|_close)?$/,
		what: "conversion between character sets",
		musl: "always",
		note: "musl knows fewer character sets and neither //TRANSLIT nor //IGNORE",
		remedies: [
			install(
				"for everything that glibc knows: `apk add gnu-libiconv` and LD_PRELOAD=/usr/lib/preloadable_libiconv.so",
			),
		],
		source: "https://wiki.musl-libc.org/functional-differences-from-glibc.html",
	},
	{
		id: "gconv-inside",
		match: /^__gconv.*$/,
		what: "the inside of glibc's character set conversion, which its conversion modules call",
		musl: "never",
		remedies: [change("call iconv, or link GNU libiconv")],
		source: "glibc iconv/Versions",
	},
	{
		id: "gettext",
		match: /^(_nl_.*|_libc_intl_domainname|libintl_.*|__?d?c?n?gettext|__dcgettext)$/,
		what: "inner names of message translation",
		musl: "never",
		remedies: [install("`apk add gettext-dev` and link with `-lintl`")],
		source: "musl src/locale/dcngettext.c",
	},
	{
		id: "glob",
		match: /^(glob|globfree)$|^glob_pattern_p$/,
		what: "file names that match a pattern, in GNU's variant",
		musl: "mixed",
		note: "GLOB_BRACE, GLOB_ALTDIRFUNC and GLOB_ONLYDIR are glibc's alone",
		remedies: [change("look for `*`, `?` and `[` in the pattern oneself")],
		source: "musl include/glob.h",
	},
	{
		id: "gnu-regex",
		match: /^re_.*$/,
		what: "GNU's own interface to regular expressions (re_search, re_compile_pattern)",
		musl: "never",
		remedies: [
			change("compile gnulib's regex module into the program (`--with-included-regex`)"),
			change("use regcomp and regexec, or PCRE2"),
		],
		source: "glibc posix/regex.h",
	},
	{
		id: "posix-regex",
		match: /^reg(exec|comp|free|error)$/,
		what: "POSIX regular expressions",
		musl: "always",
		note: "on 64-bit, regmatch_t is 8 bytes in glibc and 16 in musl: a program built for glibc gets memory overwritten behind its array of matches",
		remedies: [flag("compile with musl's headers; nothing short of that helps")],
		source: "musl include/regex.h, arch/*/bits/alltypes.h (regoff_t)",
	},
	{
		id: "basename",
		match: /^(__xpg_)?basename$/,
		what: "the last part of a path; the plain name is GNU's variant, which leaves its argument alone",
		musl: "always",
		note: "musl's basename is POSIX's and may write into its argument: a program built for glibc crashes on a constant string",
		remedies: [flag("compile with musl's headers"), change("include <libgen.h> and pass a copy")],
		source: "musl src/misc/basename.c",
	},
	{
		id: "file-names",
		match:
			/^(canonicalize_file_name|getwd|get_current_dir_name|tempnam|versionsort|getpt|revoke|lchmod|eaccess|euidaccess|group_member|posix_getdents|renameat2|statx|name_to_handle_at|open_by_handle_at|copy_file_range|memfd_create|mlock2|preadv2|pwritev2|sync_file_range|fallocate|mkostemps?)$/,
		what: "file functions of GNU and Linux that musl took over one after the other, or not at all",
		musl: "by-release",
		since: {
			copy_file_range: "3.11",
			memfd_create: "3.9",
			mlock2: "3.9",
			name_to_handle_at: "3.10",
			open_by_handle_at: "3.10",
			statx: "3.20",
			preadv2: "3.20",
			pwritev2: "3.20",
			renameat2: "3.24",
			posix_getdents: "3.23",
		},
		remedies: [
			LATER_RELEASE,
			change(
				"call it through `syscall(SYS_...)`; `realpath(path, NULL)` for canonicalize_file_name, `getcwd` for getwd",
			),
		],
		source: "musl release notes 1.1.20 to 1.2.6",
	},
	{
		id: "mount-tables",
		match:
			/^(__)?(getmntent_r|hasmntopt|addmntent|setmntent|endmntent|getfsent|getfsspec|getfsfile|setfsent|endfsent)$/,
		what: "tables of mounted file systems",
		musl: "mixed",
		remedies: [change("read /proc/self/mounts with `getmntent`")],
		source: "musl include/mntent.h",
	},
	{
		id: "asynchronous-io",
		match: /^(aio_.*|lio_.*|mq_.*)$/,
		what: "POSIX asynchronous I/O and message queues",
		musl: "mixed",
		remedies: [change("leave `aio_init` out: it only tunes")],
		source: "musl include/aio.h",
	},
];
