import { change, flag, install, LATER_RELEASE, NOTHING_TO_DO, type SymbolFamily } from "./symbol-family.ts";

/** Processes, threads, the loader, and what else the system gives. */
export const SYSTEM_FAMILIES: readonly SymbolFamily[] = [
	{
		id: "backtrace",
		match: /^(__)?backtrace(_symbols(_fd)?)?$/,
		what: "the call stack as <execinfo.h> gives it",
		musl: "never",
		gcompat: "stubs that return few frames or none",
		remedies: [
			change(
				"build without <execinfo.h> (configure scripts and `#ifdef __GLIBC__` usually offer it), or with libunwind or libbacktrace",
			),
			install("`apk add gcompat` for the binary as it is"),
			install("up to Alpine 3.16: `apk add libexecinfo-dev` and `-lexecinfo`", "3.16"),
		],
		source: "gcompat libgcompat/execinfo.c; Alpine aports (libexecinfo removed in 3.17)",
	},
	{
		id: "contexts",
		match: /^(__)?(get|set|make|swap)context$/,
		what: "switching between stacks, for coroutines and fibers",
		musl: "never",
		gcompat: "it installs libucontext.so.1, but its own getcontext stub (ENOSYS) comes first",
		remedies: [
			install("`apk add libucontext-dev` and link with `-lucontext`"),
			change("use the assembly implementation that boost.context, Ruby, PHP and QEMU carry"),
		],
		source: "gcompat 1.1.0 libgcompat/ucontext.c",
	},
	{
		id: "pthread-clocks",
		match:
			/^(pthread_cond_clockwait|pthread_mutex_clocklock|pthread_rwlock_clock(rd|wr)lock|sem_clockwait|pthread_clockjoin_np)$/,
		what: "waiting by a chosen clock (glibc 2.30); std::condition_variable and std::timed_mutex of GCC 10 and later call it when built there",
		musl: "never",
		note: "gcompat lacks it, too",
		remedies: [
			flag("compile the C++ code on glibc 2.29 or older (manylinux_2_28 or manylinux2014)"),
			install("use the target's own libstdc++ (`apk add libstdc++`) instead of a linked-in one"),
		],
		source: "glibc 2.30 NEWS; libstdc++-v3 acinclude.m4 (_GLIBCXX_USE_PTHREAD_COND_CLOCKWAIT)",
	},
	{
		id: "pthread-extensions",
		match: /^pthread_.*_np$|^pthread_(yield|sigqueue|attr_[gs]etstackaddr|mutexattr_[gs]etprioceiling)$/,
		what: "extensions of POSIX threads",
		musl: "mixed",
		since: { pthread_getname_np: "3.16", pthread_mutexattr_setprioceiling: "3.23" },
		remedies: [
			change(
				"ask for it at configure time; set the affinity after the thread has started, with pthread_setaffinity_np",
			),
			install("`apk add gcompat` has pthread_getname_np, pthread_mutexattr_{get,set}kind_np and pthread_yield"),
		],
		source: "musl include/pthread.h; gcompat libgcompat/pthread.c",
	},
	{
		id: "pthread-inside",
		match: /^(__pthread_.*|__lll_.*|__nptl_.*|_pthread_cleanup_.*)$/,
		what: "inner names of glibc's thread library",
		musl: "mixed",
		note: "Rust's std looks for __pthread_get_minstack weakly, where its absence is harmless",
		remedies: [
			flag("compile with current headers: most of these come from glibc before 2.34"),
			install("`apk add gcompat` has __pthread_register_cancel and __pthread_unregister_cancel"),
		],
		source: "glibc nptl/Versions",
	},
	{
		id: "processor-sets",
		match: /^__sched_(cpualloc|cpufree|cpucount)$/,
		what: "CPU_ALLOC and its kin: sets of processors, as libgomp, hwloc and TBB use them",
		musl: "mixed",
		remedies: [install("`apk add gcompat` (1.0.0 and later)"), change("use a fixed cpu_set_t")],
		source: "glibc posix/sched.h; gcompat libgcompat/sched.c",
	},
	{
		id: "scheduling",
		match: /^(__)?sched_(set|get)(scheduler|param)$/,
		what: "the scheduling policy of a process",
		musl: "mixed",
		note: "musl's always fail with ENOSYS: Linux has only policies of threads",
		remedies: [change("use pthread_setschedparam, or `syscall(SYS_sched_setscheduler, ...)`")],
		source: "musl src/sched/sched_setscheduler.c",
	},
	{
		id: "system-calls",
		match:
			/^(close_range|closefrom|execveat|pidfd_.*|epoll_pwait2|process_(madvise|mrelease)|mseal|mount_setattr|open_tree(_attr)?|fsopen|fsconfig|fsmount|fspick|move_mount|landlock_.*|sched_[gs]etattr|getcpu|pkey_.*|io_pgetevents|userfaultfd|rseq|fanotify_.*|getdents64|setns|unshare|signalfd|futex_.*|__rseq_.*|gettid|tgkill|getrandom|getentropy|membarrier|_Fork|tc[gs]etwinsize|timerfd_.*|clone3|quotactl_fd|cachestat|map_shadow_stack|statmount|listmount|openat2)$/,
		what: "thin wrappers of Linux system calls",
		musl: "by-release",
		since: {
			gettid: "3.13",
			membarrier: "3.10",
			tcgetwinsize: "3.13",
			tcsetwinsize: "3.13",
			getrandom: "3.9",
			getentropy: "3.9",
			_Fork: "3.13",
		},
		remedies: [
			LATER_RELEASE,
			change("call it through `syscall(SYS_...)`, and fall back when the kernel does not know it"),
		],
		source: "musl include/; glibc 2.30 to 2.42 NEWS",
	},
	{
		id: "process-spawning",
		match: /^posix_spawn.*$/,
		what: "posix_spawn and its extensions",
		musl: "mixed",
		since: { posix_spawn_file_actions_addchdir_np: "3.11", posix_spawn_file_actions_addfchdir_np: "3.11" },
		remedies: [change("close files and set the terminal between fork and exec where the extension is missing")],
		source: "musl include/spawn.h; glibc 2.34 and 2.35 NEWS",
	},
	{
		id: "loader-extensions",
		match:
			/^(dlmopen|dlvsym|dladdr1|dlinfo|_dl_.*|__libc_dlopen_mode|__libc_dlsym|__libc_dlclose|la_.*|_r_debug|_rtld_global(_ro)?|__libc_enable_secure|__libc_stack_end|_dl_find_object|__tunable_.*|__x86_get_.*|__rtld_version_placeholder|__lib[a-z]+_version_placeholder|td_.*)$/,
		what: "what only glibc's loader offers: name spaces, symbol versions, audit, its own variables",
		musl: "mixed",
		note: "_dl_find_object is imported by the unwinder of GCC 12 and later when it is linked in on glibc 2.35 or later",
		remedies: [
			change("dlsym for dlvsym, dlopen for dlmopen"),
			install("`apk add gcompat` has dlvsym, dlmopen and __libc_stack_end"),
			flag("for _dl_find_object: link the target's own libgcc_s instead of `-static-libgcc`"),
		],
		source: "glibc 2.35 NEWS; musl src/ldso/; gcompat libgcompat/dlfcn.c",
	},
	{
		id: "thread-local-storage",
		match: /^(_{2,3}tls_get_addr|__tls_get_offset|__tls_get_addr_opt)$/,
		what: "the address of a thread-local variable; on glibc it lives in the loader, which makes the loader a needed library",
		musl: "mixed",
		note: "musl has the function on x86_64, aarch64 and most others; what it lacks is a file named ld-linux-x86-64.so.2",
		remedies: [
			install("`apk add gcompat` (libc6-compat does not help where its link is only in /lib64)"),
			change("`patchelf --remove-needed ld-linux-x86-64.so.2`"),
			flag("compile with `-mtls-dialect=gnu2`"),
		],
		source: "musl src/thread/__tls_get_addr.c; gcompat loader/",
	},
	{
		id: "glibc-version",
		match: /^(__)?gnu_get_libc_(version|release)$/,
		what: "the question which glibc this is",
		musl: "never",
		note: "often imported weakly or through dlsym, where its absence is harmless",
		remedies: [change("ask through dlsym and take no answer for another libc"), install("`apk add gcompat`")],
		source: "gcompat libgcompat/gnulib.c",
	},
	{
		id: "argp",
		match: /^_*argp_.*$/,
		what: "argp: GNU's parser of command lines",
		musl: "never",
		remedies: [
			install("`apk add argp-standalone` and link with `-largp` (a static library: it cannot help a finished binary)"),
			change("use getopt_long instead"),
		],
		source: "https://wiki.musl-libc.org/faq",
	},
	{
		id: "error",
		match: /^(error|error_at_line|error_message_count|error_one_per_line|error_print_progname)$/,
		what: "error(): GNU's message to standard error",
		musl: "never",
		gcompat: "it has error, not error_at_line",
		remedies: [
			change("use err() and warn(), or take gnulib's error module into the source"),
			install("`apk add gcompat` has error"),
		],
		source: "gcompat libgcompat/error.c",
	},
	{
		id: "strerror",
		match: /^strerror_r$/,
		what: "the text of an error number; the plain name is GNU's variant on glibc, which returns the text",
		musl: "always",
		note: "musl's returns an int: a program built for glibc takes that for a pointer and crashes when it reports an error",
		remedies: [
			install("`apk add gcompat` (1.1.0 and later) provides GNU's variant"),
			flag("compile with `-D_POSIX_C_SOURCE=200112L` and without _GNU_SOURCE, or with musl's headers"),
		],
		source: "musl src/string/strerror_r.c; gcompat libgcompat/string.c",
	},
	{
		id: "error-names",
		match:
			/^(_?sys_errlist|_?sys_nerr|_?sys_siglist|sys_sigabbrev|__libc_sa_len|__xpg_strerror_r|__xpg_sigpause|psignal|psiginfo|perror|strsignal)$/,
		what: "texts of errors and signals",
		musl: "mixed",
		remedies: [change("call strerror and strsignal instead of reading the arrays")],
		source: "glibc 2.32 NEWS (sys_errlist, sys_siglist removed)",
	},
	{
		id: "signals",
		match:
			/^(sigstack|siggetmask|sigreturn|sigvec|sigblock|sigsetmask|__sigsuspend|__sigaction|__sigsetjmp|_{0,2}(sig)?(set|long)jmp|__longjmp_chk|gsignal|ssignal|sigset|sighold|sigrelse|sigignore|siginterrupt|sigisemptyset|sigandset|sigorset|__sysv_signal|bsd_signal|sysv_signal|__sigaddset|__sigdelset|__sigismember|__libc_current_sigrt(min|max)(_private)?|__libc_allocate_rtsig(_private)?)$/,
		what: "signal functions of BSD and System V, and inner names",
		musl: "mixed",
		remedies: [change("use sigaction and sigprocmask")],
		source: "musl include/signal.h",
	},
	{
		id: "exit-and-environment",
		match:
			/^(on_exit|quick_exit|__libc_atexit|__environ|_environ|program_invocation_(short_)?name|__progname(_full)?|__libc_argv|__libc_multiple_threads)$/,
		what: "the end of a process, its environment and its name",
		musl: "mixed",
		remedies: [change("use atexit for on_exit")],
		source: "musl src/exit/",
	},
	{
		id: "assertions",
		match: /^(__assert|__assert_perror_fail|__assert_fail)$/,
		what: "what a failed assert() calls",
		musl: "mixed",
		remedies: [change("use assert instead of assert_perror")],
		source: "musl src/exit/assert.c",
	},
	{
		id: "crypt",
		match:
			/^(crypt|crypt_r|encrypt|encrypt_r|setkey|setkey_r|fcrypt|crypt_gensalt.*|crypt_ra|crypt_rn|crypt_preferred_method|crypt_checksalt)$/,
		what: "hashes of passwords: libcrypt.so.1",
		musl: "mixed",
		note: "musl has crypt itself, for DES, MD5, bcrypt and SHA-2, not for yescrypt ($y$), the default of Debian 11 and later",
		remedies: [
			install("`apk add libxcrypt` provides libcrypt.so.2 with all of them"),
			change("link `-lcrypt` of the target"),
		],
		source: "musl src/crypt/crypt_r.c",
	},
	{
		id: "logins",
		match:
			/^((get|set|end|put|upd)(ut|wt)mpx?|utmpx?name|[gs]etutx?ent(_r)?|endutx?ent|getutx?(id|line)(_r)?|pututx?line|updwtmpx?|logwtmp|getutmpx?|login|logout|login_tty)$/,
		what: "the records of who is logged in",
		musl: "mixed",
		note: "musl's do nothing: there is no such record",
		remedies: [install("`apk add utmps-dev` for real records")],
		source: "musl src/legacy/utmpx.c",
	},
	{
		id: "terminals",
		match:
			/^((set|end)?ttyent|getttyent|getttynam|(set|end)ttyent|cf[gs]et[io]?baud|forkpty|openpty|ptsname_r|__ptsname_r_chk|stty|gtty|tcgetwinsize|tcsetwinsize)$/,
		what: "terminals, pseudo-terminals and their speeds",
		musl: "mixed",
		remedies: [change("use ioctl and termios")],
		source: "musl include/pty.h",
	},
	{
		id: "obsolete-system",
		match:
			/^(__rcmd_errstr|__check_rhosts_file|f?chflags|setlogin|llseek|addseverity|tmpnam_r|timelocal|gnu_dev_(major|minor|makedev)|rexec(_af)?|rexecoptions|rcmd(_af)?|rresvport(_af)?|i?ruserok(_af)?|iruserok|ruserpass|__ivaliduser|sstk|nfsservctl|create_module|query_module|get_kernel_syms|init_module|delete_module|uselib|bdflush|ftime|stime|vlimit|vtimes|ustat|sysctl|__sysctl|getpw|step|advance|loc[12]|locs|bdflush|_sysctl|putpmsg|getpmsg|putmsg|getmsg|isastream|fattach|fdetach|getumask|acct|swapo(n|ff)|vhangup|iopl|ioperm|inb|outb|modify_ldt|pciconfig_(read|write|iobase)|klogctl|personality|sethostid|gethostid|settimeofday|adjtimex|__adjtimex|ntp_(gettimex?|adjtime)|fcvt_r|ecvt_r|q[ef]cvt(_r)?|qgcvt|isfdtype|getloadavg|get_n?procs(_conf)?|get_(av)?phys_pages|gethostid|eventfd_(read|write)|ttyslot|getlogin_r|cuserid|getpass|getusershell|setusershell|endusershell|fexecve|clock_adjtime|strptime|timegm|dysize|stime|c(16|8|32)rtomb|mbrtoc(8|16|32)|thrd_.*|mtx_.*|cnd_.*|tss_.*|call_once|timespec_get(res)?|getdate(_r|_err)?)$/,
		what: "system functions, among them ones that Linux or the standards have given up",
		musl: "mixed",
		gcompat: "it has sysctl",
		remedies: [change("use the current interface: /proc, sysconf, syscall")],
		source: "glibc 2.28 to 2.34 NEWS; musl include/",
	},
	{
		id: "inner-aliases",
		match:
			/^__(read|write|close|open|openat|lseek|connect|send|sendto|recv|accept|fork|vfork|wait|waitpid|fcntl|select|poll|nanosleep|sysconf|getpagesize|getpid|getpgid|setpgid|dup2|pipe|sbrk|brk|gettimeofday|clock_gettime|sched_.*|mmap|munmap|mprotect|readlink|chdir|access|statfs|sigpause|bsd_getpgrp|clone|flock|strto(d|f|ld|l|ul|ll|ull)_internal|wcsto(d|f|ld|l|ul|ll|ull)_internal|getdelim|iswctype|cmsg_nxthdr|ttyname_r|mempcpy_small|secure_getenv|uname|isatty|vsnprintf|vsscanf|vfscanf|vfprintf|snprintf|asprintf|printf_fp|gettext|towctrans|wctrans|wctype|wcstombs|mbrlen|mbrtowc|mbsinit|toupper|tolower|isctype|ether_.*|inet_.*|internal_.*|libc_.*|printf_.*|profile_.*|xpg_.*|stpcpy_small|strcpy_small|default_.*|after_.*|copy_grp|merge_grp|shm_.*|tdelete|tfind|tsearch|twalk|lstat|fstat|stat|mknod|setmntent|endmntent|addmntent|idna_.*|file_change_.*|overflow.*|mq_.*|memcpy.*|memmove.*|memset.*|sbrk|rawmemchr|strcat.*|strcpy.*|libc_.*|timezone|daylight|tzname|curbrk|gmtime_r|arch_prctl|madvise|(read|open64|close|pread64)_nocancel|strto(d|f|ld)_nan|resp)$/,
		what: "inner names of common functions, which glibc exports for its own libraries and old headers use",
		musl: "mixed",
		remedies: [
			flag("compile with current headers, without `-fno-builtin`"),
			install("`apk add gcompat` has __close, __getpagesize, __sysconf, __strtod_internal and some more"),
		],
		source: "glibc */Versions; gcompat libgcompat/internal.c",
	},
	{
		id: "memcmpeq",
		match: /^__memcmpeq$/,
		what: "memcmp for equality alone (glibc 2.35)",
		musl: "never",
		remedies: [flag("compile without the option that makes the compiler use it")],
		source: "glibc 2.35 NEWS",
	},
	{
		id: "math-long-double-variants",
		match: /^(__.*ieee128|__nldbl_.*)$/,
		what: "long double in the formats that glibc offers on PowerPC and some others",
		musl: "never",
		note: "musl's long double on ppc64le is a plain double",
		remedies: [flag("compile with `-mlong-double-64`, as musl does")],
		source: "glibc 2.32 NEWS; musl arch/powerpc64/bits/float.h",
	},
	{
		id: "has-always",
		match:
			/^(err|errx|warn|warnx|verr|verrx|vwarn|vwarnx|getopt_long(_only)?|tdestroy|mkdtemp|daemon|getauxval|dl_iterate_phdr|pthread_atfork|pthread_cancel)$/,
		what: "GNU and BSD extensions that musl has had all along",
		musl: "always",
		remedies: [NOTHING_TO_DO],
		source: "musl include/",
	},
];
