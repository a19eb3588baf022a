import { describe, expect, test } from "vitest";
import { explainSymbol, GENERAL_REMEDIES, symbolFamilies } from "../../src/knowledge/symbols/explain-symbol.ts";

/** Names that people meet, with the family that must answer. */
const NAMES = {
	__printf_chk: "fortify",
	__fdelt_chk: "fortify",
	__open64_2: "fortify",
	__isoc23_strtol: "isoc23",
	__isoc99_sscanf: "isoc99-scanf",
	__rawmemchr: "rawmemchr",
	__strdup: "string-aliases",
	__ctype_b_loc: "ctype-tables",
	__xstat64: "stat-versions",
	__libc_start_main: "start-up",
	__getauxval: "getauxval-alias",
	__libc_single_threaded: "single-threaded",
	__cxa_thread_atexit_impl: "thread-local-destructors",
	__register_atfork: "register-atfork",
	_Unwind_Resume: "unwinder",
	__udivti3: "compiler-arithmetic",
	_ZNSt6thread4joinEv: "c++-library",
	_ZTVN10__cxxabiv120__si_class_type_infoE: "c++-library",
	__gxx_personality_v0: "c++-library",
	GOMP_parallel: "openmp",
	__asan_init: "sanitizer",
	mcount: "profiling",
	__malloc_hook: "malloc-hooks",
	mallinfo2: "malloc-statistics",
	mtrace: "malloc-debugging",
	__libc_malloc: "malloc-aliases",
	_obstack_begin: "obstack",
	argz_add: "argz-envz",
	qsort_r: "reallocarray",
	_ZGVbN2v_sin: "libmvec",
	__exp_finite: "finite-math",
	__isnan: "float-classification",
	sinf128: "float-types",
	roundeven: "c23-math",
	feenableexcept: "math-errors",
	arc4random: "arc4random",
	random_r: "random-reentrant",
	fcntl64: "fcntl64",
	posix_fallocate64: "posix-fallocate64",
	open64: "large-files",
	lockf64: "large-files",
	preadv64v2: "large-files-unknown",
	__stat64_time64: "time64",
	fts_open: "fts",
	_IO_2_1_stdout_: "stdio-inside",
	register_printf_function: "printf-hooks",
	__newlocale: "locale-variants",
	strtoll_l: "locale-variants",
	iconv_open: "iconv",
	re_search: "gnu-regex",
	regexec: "posix-regex",
	basename: "basename",
	canonicalize_file_name: "file-names",
	statx: "file-names",
	backtrace: "backtrace",
	makecontext: "contexts",
	pthread_cond_clockwait: "pthread-clocks",
	pthread_getname_np: "pthread-extensions",
	__pthread_key_create: "pthread-inside",
	__sched_cpualloc: "processor-sets",
	sched_setscheduler: "scheduling",
	close_range: "system-calls",
	pidfd_open: "system-calls",
	posix_spawn_file_actions_addclosefrom_np: "process-spawning",
	dlvsym: "loader-extensions",
	_dl_find_object: "loader-extensions",
	__tls_get_addr: "thread-local-storage",
	gnu_get_libc_version: "glibc-version",
	argp_parse: "argp",
	error: "error",
	strerror_r: "strerror",
	crypt_gensalt: "crypt",
	__res_ninit: "resolver",
	ns_name_ntop: "dns-messages",
	getaddrinfo_a: "asynchronous-resolver",
	__nss_configure_lookup: "name-service",
	yp_match: "nis",
	xdr_int: "sun-rpc",
	clnt_create: "sun-rpc",
	getpwent_r: "data-bases",
	__memcmpeq: "memcmpeq",
	PyArg_ParseTuple: "host-python",
	napi_create_object: "host-node",
	Perl_croak: "host-perl",
	rb_define_method: "host-ruby",
	luaL_newstate: "host-lua",
	zend_parse_parameters: "host-php",
	JNI_CreateJavaVM: "host-java",
} as const;

describe("explainSymbol", () => {
	test.each(Object.entries(NAMES))("%s is of the family %s", (name, id) => {
		expect(explainSymbol(name)?.id).toBe(id);
	});

	test.each(["my_function", "ssl_connect", "main", "sinus", "Opened", "gzopen", "", "x".repeat(10_000)])(
		"%s is nobody's",
		(name) => {
			expect(explainSymbol(name)).toBeUndefined();
		},
	);

	test("long names of a hostile file cost little", () => {
		const names = Array.from({ length: 2000 }, (_, index) => `_ZN${"a".repeat(400)}${index}`);
		expect(names.filter((name) => explainSymbol(name))).toEqual([]);
	});
});

describe("the families", () => {
	test("have ids of their own", () => {
		const ids = symbolFamilies().map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});

	test.each(symbolFamilies().map((family) => [family.id, family] as const))("%s is complete", (_id, family) => {
		expect(family.match.source.startsWith("^")).toBe(true);
		expect(family.what).toMatch(/^[^A-Z\s].{20,}[^.]$|^[A-Z].{20,}[^.]$/);
		expect(family.source.length).toBeGreaterThan(5);
		expect(family.remedies.length).toBeGreaterThan(0);
		for (const { text } of [...family.remedies, ...GENERAL_REMEDIES]) expect(text.length).toBeGreaterThan(15);
		for (const name of Object.keys(family.since ?? {})) expect(explainSymbol(name)?.id).toBe(family.id);
	});
});
