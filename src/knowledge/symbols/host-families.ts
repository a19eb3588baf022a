import { change, otherBase, type SymbolFamily } from "./symbol-family.ts";

/** What programs bring that load plug-ins: interpreters, servers, run-times. */
export const HOST_FAMILIES: readonly SymbolFamily[] = [
	{
		id: "host-python",
		match: /^_?Py[A-Z_].*$|^_Py_.*$/,
		what: "CPython's interface: the Python that loads the extension provides it",
		musl: "elsewhere",
		remedies: [
			change("load it through the Python it was built for"),
			otherBase("an image with that very Python version"),
		],
		source: "https://docs.python.org/3/c-api/stable.html",
	},
	{
		id: "host-node",
		match: /^(napi_.*|node_api_.*|node_module_register|uv_.*|_ZNK?2v8.*|_ZNK?4node.*)$/,
		what: "Node's interface (N-API, V8, libuv): the node that loads the addon provides it",
		musl: "elsewhere",
		remedies: [change("load it through node; names of V8 change with every major version: `npm rebuild`")],
		source: "https://nodejs.org/api/n-api.html",
	},
	{
		id: "host-perl",
		match: /^(Perl_.*|PL_.*|perl_.*|boot_.*|XS_.*)$/,
		what: "Perl's interface: the perl that loads the module provides it",
		musl: "elsewhere",
		remedies: [change("load it through the perl it was built for")],
		source: "https://perldoc.perl.org/perlapi",
	},
	{
		id: "host-ruby",
		match: /^(rb_.*|ruby_.*|Init_.*|onig.*|OnigDefault.*)$/,
		what: "Ruby's interface: the ruby that loads the extension provides it",
		musl: "elsewhere",
		remedies: [change("load it through the ruby it was built for")],
		source: "https://docs.ruby-lang.org/en/master/extension_rdoc.html",
	},
	{
		id: "host-lua",
		match: /^(lua_.*|luaL_.*|luaopen_.*)$/,
		what: "Lua's interface: the program that embeds Lua provides it",
		musl: "elsewhere",
		remedies: [change("load it through the Lua it was built for")],
		source: "https://www.lua.org/manual/5.4/manual.html#4",
	},
	{
		id: "host-php",
		match:
			/^(zend_.*|_?e(malloc|free|realloc|calloc|strdup|strndup)|_e(malloc|free|realloc|calloc|strdup|strndup).*|php_.*|sapi_.*|executor_globals|compiler_globals|std_object_handlers)$/,
		what: "PHP's interface: the PHP that loads the extension provides it",
		musl: "elsewhere",
		remedies: [change("load it through the PHP it was built for")],
		source: "https://www.phpinternalsbook.com/",
	},
	{
		id: "host-java",
		match: /^(JNI_.*|JVM_.*|JLI_.*|Java_.*|jio_.*)$/,
		what: "Java's native interface: libjvm.so, libjli.so and libjava.so of the JDK provide it",
		musl: "elsewhere",
		remedies: [change("load it through the JDK; its libraries find each other over `$ORIGIN`")],
		source: "https://docs.oracle.com/en/java/javase/21/docs/specs/jni/",
	},
];
