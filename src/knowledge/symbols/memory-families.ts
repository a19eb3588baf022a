import { change, flag, install, LATER_RELEASE, patch, type SymbolFamily } from "./symbol-family.ts";

/** Memory, strings and the data structures that only glibc has. */
export const MEMORY_FAMILIES: readonly SymbolFamily[] = [
	{
		id: "malloc-hooks",
		match:
			/^(__malloc_hook|__realloc_hook|__free_hook|__memalign_hook|__malloc_initialize_hook|__after_morecore_hook|__morecore|__default_morecore)$/,
		what: "glibc's hooks into malloc; glibc itself took them out of its headers in 2.34",
		musl: "never",
		remedies: [change("define malloc, free and their kin instead: musl lets a program replace all of them")],
		source: "glibc 2.34 NEWS",
	},
	{
		id: "malloc-statistics",
		match:
			/^(mallinfo2?|malloc_(info|stats|trim|get_state|set_state)|mallopt|memalignment|cfree|__?libc_(mallinfo|mallopt))$/,
		what: "glibc's malloc, asked about itself or tuned",
		musl: "never",
		gcompat: "mallinfo and malloc_trim do nothing there",
		remedies: [
			change("put the call under `#ifdef __GLIBC__`"),
			install("`apk add gcompat` has mallinfo and malloc_trim"),
			change("link jemalloc or mimalloc and ask those"),
		],
		source: "glibc malloc/; gcompat libgcompat/malloc.c",
	},
	{
		id: "page-allocation",
		match: /^(pvalloc|valloc)$/,
		what: "allocation on page boundaries, from before posix_memalign",
		musl: "mixed",
		remedies: [change("write `aligned_alloc(sysconf(_SC_PAGESIZE), size)`")],
		source: "glibc malloc/malloc.c; musl src/legacy/valloc.c",
	},
	{
		id: "malloc-debugging",
		match: /^(mcheck(_check_all|_pedantic)?|mprobe|mtrace|muntrace|mallwatch|tr_break)$/,
		what: "glibc's checking malloc (in libc_malloc_debug.so.0 since 2.34)",
		musl: "never",
		gcompat: "mtrace and muntrace do nothing there",
		remedies: [change("leave it out; valgrind and AddressSanitizer see more")],
		source: "glibc 2.34 NEWS",
	},
	{
		id: "malloc-aliases",
		match: /^__libc_(malloc|calloc|realloc|free|memalign|valloc|pvalloc|freeres|reallocarray)$/,
		what: "inner names of malloc, which allocators and tracers call to get past themselves",
		musl: "never",
		remedies: [
			install("`apk add gcompat` has malloc, calloc, realloc, free and memalign"),
			flag("build the allocator or tracer for musl"),
		],
		source: "glibc malloc/Versions",
	},
	{
		id: "obstack",
		match: /^_{0,2}obstack.*$/,
		what: "GNU obstacks: stacks of objects in one block",
		musl: "never",
		gcompat: "not in gcompat itself, but in libobstack.so.1, which it depends on",
		remedies: [
			install("`apk add musl-obstack-dev` and link with `-lobstack`"),
			patch("in the binary: `apk add musl-obstack` and `patchelf --add-needed libobstack.so.1`"),
		],
		source: "Alpine main/gcompat/APKBUILD",
	},
	{
		id: "argz-envz",
		match: /^(__)?(argz|envz)_.*$/,
		what: "GNU's vectors of strings",
		musl: "never",
		remedies: [change("take gnulib's argz module into the source")],
		source: "glibc string/argz.h",
	},
	{
		id: "hash-tables",
		match: /^(hcreate|hdestroy|hsearch)_r$|^(tdestroy|twalk_r|__?twalk_r)$/,
		what: "the search tables of <search.h>, in their GNU variants",
		musl: "mixed",
		remedies: [change("use a table of the program's own")],
		source: "musl src/search/",
	},
	{
		id: "rpmatch",
		match: /^rpmatch$/,
		what: "the question whether an answer means yes or no in the user's language",
		musl: "never",
		remedies: [change("take gnulib's rpmatch module into the source, or compare with `y` and `n`")],
		source: "glibc stdlib/rpmatch.c",
	},
	{
		id: "gnu-string-extras",
		match:
			/^(memfrob|strfry|wmempcpy|wcschrnul|__wcschrnul|strcoll_l|wcsl(cpy|cat)|memset_explicit|free_(aligned_)?sized|u?(ull|ul|u|umax|uimax|imax)abs|strtou?q|wcstou?q|_?to(upper|lower)|isctype|sigabbrev_np|sigdescr_np|strerrorname_np|strerrordesc_np)$/,
		what: "string functions that only glibc has",
		musl: "mixed",
		remedies: [change("replace the call: `mempcpy`, `strchr` and `strsignal` do the same work")],
		source: "glibc string/string.h",
	},
	{
		id: "reallocarray",
		match:
			/^(reallocarray|explicit_bzero|qsort_r|secure_getenv|strlcpy|strlcat|memmem|memrchr|mempcpy|strchrnul|strcasestr|strverscmp|asprintf|vasprintf|getline|getdelim|__getdelim)$/,
		what: "extensions of the C library that musl took over one after the other",
		musl: "by-release",
		since: { reallocarray: "3.13", explicit_bzero: "3.9", qsort_r: "3.15", secure_getenv: "3.11" },
		remedies: [
			LATER_RELEASE,
			change("compile against the release that it will run on: configure scripts then use their own"),
		],
		source: "musl release notes 1.1.20 to 1.2.3",
	},
	{
		id: "libmvec",
		match: /^_ZGV[a-z].*$/,
		what: "vector mathematics of glibc's libmvec.so.1, put in by -Ofast, -ffast-math and `omp simd`",
		musl: "never",
		note: "libmvec.so.1 itself is needed, too, and neither musl nor gcompat has it",
		remedies: [
			flag("compile without `-ffast-math`, or with `-fno-tree-vectorize`, and without `-lmvec`"),
			change("link SLEEF for the vector functions"),
		],
		source: "glibc 2.22 and 2.38 NEWS; x86_64 vector function ABI",
	},
	{
		id: "finite-math",
		match: /^__.*_finite$/,
		what: "mathematics without infinities, put in by -ffast-math and -Ofast with the headers of glibc up to 2.30",
		musl: "never",
		gcompat: "it has the float, double and long double ones",
		remedies: [
			flag("compile on a distribution with glibc 2.31 or newer, or without `-ffast-math`"),
			install("`apk add gcompat` has most of them"),
		],
		source: "glibc 2.31 NEWS",
	},
	{
		id: "float-classification",
		match:
			/^(__)?(isnan|isinf|finite)(f|l|f128)?$|^__(fpclassify|signbit)(f|l|f128)?$|^__(iseqsig|issignaling|iscanonical)(f|l|f128)?$/,
		what: "tests of floating-point numbers that glibc's <math.h> calls as functions where musl's works in place",
		musl: "mixed",
		remedies: [
			flag("compile without `-fno-builtin`: GCC 4.4 and later work in place"),
			install("`apk add gcompat` has isnan, isinf and finite under both names"),
		],
		source: "glibc math/math.h; musl include/math.h",
	},
	{
		id: "float-types",
		match:
			/^(?!lockf64$).*(f128|f64x|f32x|f32|f64)(_l|_r|_internal|_finite|_nan)?$|^(strfrom(f|d|l).*|wcstof(32|64|128).*|__strtof128_internal|__mulkf3|q[a-z]+q)$/,
		what: "functions on _Float128 and the other _FloatN types",
		musl: "never",
		remedies: [change("use libquadmath, or long double")],
		source: "glibc 2.26 and 2.27 NEWS",
	},
	{
		id: "c23-math",
		match:
			/^(f(max|min)imum(_mag)?(_num)?|f(max|min)mag|roundeven|next(up|down)|canonicalize|u?fromfpx?|llogb|totalorder(mag)?|(set|get)payload(sig)?|[fd](add|sub|mul|div|sqrt|fma)|compoundn|pown|powr|rootn|rsqrt|(a?sin|a?cos|a?tan|atan2)pi|exp2m1|exp10m1|log2p1|log10p1|logp1)(f|l|x)?$/,
		what: "mathematics of TS 18661 and C23",
		musl: "never",
		remedies: [change("ship an implementation with the program, from CORE-MATH for instance")],
		source: "glibc 2.25 to 2.41 NEWS",
	},
	{
		id: "math-errors",
		match:
			/^(fe(en|dis)ableexcept|fegetexcept|fe[gs]etmode|fesetexcept|fetestexceptflag|matherr|_LIB_VERSION|__exp10f?|gamma[fl]?|significandl?|scalbl?|pow10[fl]?|exp10[fl]?|sincos[fl]?|clog10[fl]?|__clog10[fl]?|lgammal_r|dreml|__fpu_control|j[01n]l|y[01n]l)$/,
		what: "control of floating-point exceptions, and mathematics that only glibc has",
		musl: "mixed",
		note: "musl does not let floating-point exceptions raise signals",
		remedies: [change("test with `fetestexcept` afterwards; call the C99 function instead")],
		source: "musl include/fenv.h; glibc math/fenv.h",
	},
	{
		id: "stdbit",
		match: /^stdc_.*$/,
		what: "the bit functions of C23's <stdbit.h> (glibc 2.39)",
		musl: "never",
		remedies: [change("use the compiler's `__builtin_popcount` and its kin")],
		source: "glibc 2.39 NEWS",
	},
	{
		id: "arc4random",
		match: /^arc4random(_buf|_uniform)?$/,
		what: "random numbers as BSD has them (glibc 2.36)",
		musl: "never",
		remedies: [
			install("`apk add libbsd-dev` and link with `-lbsd`"),
			change("use `getrandom` or `getentropy`"),
			flag("compile on glibc 2.35 or older: configure scripts then use their own"),
		],
		source: "glibc 2.36 NEWS",
	},
	{
		id: "random-reentrant",
		match: /^(random_r|srandom_r|initstate_r|setstate_r|[delmnj]rand48_r|srand48_r|seed48_r|lcong48_r)$/,
		what: "pseudo-random numbers with a state of one's own",
		musl: "never",
		remedies: [
			install("`apk add gcompat` (1.1.0 and later) has random_r and its kin"),
			change("use `rand_r`, or a generator of the program's own"),
		],
		source: "glibc stdlib/random_r.c; gcompat libgcompat/random_r.c",
	},
];
