import type { PluginHost } from "./plugin-host.ts";

const PYTHON = /^_?Py(_|[A-Z])/;
const NODE = /^(napi|node_api|uv|node_module)_|^_ZT?[NIVS]*K?(2v8|4node|12v8_inspector|3cppgc)/;
/** What node's own executable exports beside its interfaces: the libraries linked into it. */
const NODE_LIBRARIES =
	/^(SSL|TLS|DTLS|EVP|CRYPTO|BIO|BN|RSA|DSA|DH|EC|ECDSA|ECDH|X509|X509V3|PEM|PKCS\d+|ASN1|ERR|HMAC|RAND|CONF|OPENSSL|OpenSSL|OBJ|d2i|i2d)_|^HMAC$|^(SHA\d*|MD5)(_Init|_Update|_Final)?$|^(in|de)flate([A-Z]\w*|_)?$|^(un)?compress(Bound|2)?$|^(crc32|adler32)(_combine)?$|^zlibVersion$|^Brotli(En|De)coder[A-Z]|^(ares|nghttp2)_/;

/** Interpreters and virtual machines with native extensions. Source of each binding in its comment. */
export const LANGUAGE_HOSTS: readonly PluginHost[] = [
	{
		name: "python",
		kind: "python-extension",
		exports: /^PyInit_|^init[a-z_]\w*$/,
		imports: PYTHON,
		importsSuffice: true,
		provides: PYTHON,
		providesMath: true,
		binding: "now", // Python/dynload_shlib.c: sys.getdlopenflags() is RTLD_NOW
	},
	{
		name: "node",
		kind: "node-addon",
		exports: /^(napi_register_module_v\d+|node_register_module_v\d+|node_api_module_get_api_version_v\d+)$/,
		imports: /^(napi|node_api)_|^node_module_register$|^_ZNK?(2v8|4node)/,
		exportsSuffice: true, // napi-rs can be told to look the names up at run time
		importsSuffice: true,
		provides: new RegExp(`${NODE.source}|${NODE_LIBRARIES.source}`),
		needs: ["libstdc++.so.6"],
		binding: "lazy", // src/node_binding.h: DLib::kDefaultFlags is RTLD_LAZY
	},
	{
		name: "java",
		kind: "jni-library",
		exports: /^(JNI_On(Load|Unload)(_\w+)?|Agent_On(Load|Attach|Unload)|Java_\w+|JavaCritical_\w+)$/,
		provides: /^(JVM_|JNI_|JNU_|JIO_|jio_|AWT[A-Z]|Accel[A-Z])/, // the last two: whichever of libawt_* was chosen
		binding: "lazy", // os_linux.cpp, os::Linux::dlopen_helper
		libraries: ["libjvm.so", "libjava.so", "libjimage.so", "libjli.so"],
	},
	{
		name: "mod_perl",
		kind: "perl-extension",
		exports: /^boot_(Apache2|APR|ModPerl)\w*$/,
		imports: /^Perl_/,
		provides: /^(Perl|PL_|modperl_|mpxs_|ap_|apr_|apu_)/,
		providesUnversioned: true,
		binding: "lazy",
	},
	{
		name: "perl",
		kind: "perl-extension",
		exports: /^boot_\w+$/,
		imports: /^Perl_/, // PL_ is NSPR's prefix too
		importsSuffice: true,
		provides: /^(Perl|PL_|perl_|boot_DynaLoader$)/,
		providesMath: true,
		binding: "lazy", // ext/DynaLoader/dl_dlopen.xs, without PERL_DL_NONLAZY
	},
	{
		name: "ruby",
		kind: "ruby-extension",
		exports: /^Init_\w+$/,
		imports: /^(rb|ruby)_/,
		importsSuffice: true,
		provides: /^(_?rb|ruby|st|onig|onigenc|rbimpl)_|^(Onig[A-Z]|setproctitle$)/,
		providesMath: true,
		binding: "lazy", // dln.c: DLN_MODE is RTLD_LAZY
	},
	{
		name: "lua",
		kind: "lua-extension",
		exports: /^luaopen_\w+$/,
		imports: /^luaL?_/,
		provides: /^lua(L|opt|JIT)?_/,
		providesMath: true,
		binding: "now", // loadlib.c, lsys_load
	},
	{
		name: "php",
		kind: "php-extension",
		exports: /^(get_module|zend_extension_entry)$/,
		imports: /^_?(zend|php|emalloc|efree|module_registry|executor_globals|core_globals)/,
		provides: /^_?(zend|php|sapi|spl|pcre2?|mysqlnd|pdo|smart_str|emalloc|ecalloc|erealloc|efree|estrn?dup)(_|$)/,
		providesUnversioned: true,
		binding: "lazy", // Zend/zend_portability.h: PHP_RTLD_MODE
	},
	{
		name: "R",
		exports: /^R_init_\w+$/,
		imports: /^(R|Rf|SET)_|^R[a-z]|^(INTEGER|REAL|LOGICAL|STRING_ELT|VECTOR_ELT|allocVector)$/,
		provides: /^(R|Rf|SET)_/,
		providesUnversioned: true,
		binding: "now", // dyn.load(now = TRUE)
		libraries: ["libR.so", "libRblas.so", "libRlapack.so"],
	},
	{
		name: "erlang",
		exports: /^(nif_init|driver_init)$/,
		imports: /^(enif|driver|erl_drv)_/,
		provides: /^(enif|driver|erl_drv|erts)_/,
		binding: "now", // erts/emulator/sys/unix/erl_unix_sys_ddll.c
	},
	{
		name: "ocaml",
		exports: /^caml_plugin_header$/,
		imports: /^caml_/,
		importsSuffice: true,
		provides: /^(caml|Caml_|unix_error$|uerror$)/,
		providesMath: true,
		binding: "now", // runtime/unix.c, caml_dlopen
	},
	{
		name: "tcl",
		exports: /^[A-Z][A-Za-z0-9]*_(Safe)?Init$/,
		imports: /^(Tcl|Tk)_/,
		provides: /^(Tcl|Tk)_/,
		binding: "now", // unix/tclLoadDl.c
	},
	{
		name: "swi-prolog",
		exports: /^install(_\w+)?$/,
		imports: /^_?PL_/,
		provides: /^(_?PL_|S[a-z_]+$|_?S__)/,
		binding: "lazy", // src/pl-load.c
		libraries: ["libswipl.so.9", "libswipl.so.8"],
	},
	{
		name: "bash",
		exports: /^\w+_struct$/,
		imports: /^(builtin_|internal_getopt|reset_internal_getopt|loptend$|no_options$|(un)?bind_variable$)/,
		providesUnversioned: true,
		binding: "lazy", // builtins/enable.def
	},
	{ name: "zsh", exports: /^features_$/, providesUnversioned: true, binding: "lazy" }, // Src/module.c, do_load_module
];
