import { change, flag, install, otherBase, patch, type SymbolFamily } from "./symbol-family.ts";

/** Names of hosts, users and services, and the protocols that glibc once carried. */
export const NETWORK_FAMILIES: readonly SymbolFamily[] = [
	{
		id: "resolver",
		match:
			/^(__)?res_.*$|^(_res_opcodes|_get(long|short)|_[gs]ethtent|_gethtent|_gethtby(addr|name2?))$|^__?_?res(_state)?$|^__(dn_|sym_|fp_|p_|loc_|putlong|putshort|hostalias|b64_).*$|^(dn_(comp|expand|skipname)|h_errlist|h_nerr|__h_errno|_res|_res_hconf|hstrerror|herror|__res_state)$/,
		what: "the resolver interface of BIND; glibc's headers lead res_query to __res_query and dn_expand to __dn_expand when linked before 2.34",
		musl: "mixed",
		note: "musl has the interface without a state of one's own (res_query, res_search, res_mkquery, res_send, dn_expand); current releases do not export the names with underscores",
		remedies: [
			flag("compile with musl's headers when only res_query, res_search and dn_expand are used"),
			change("use c-ares, ldns or unbound for anything beyond"),
			install("`apk add gcompat` has __res_ninit, __res_nclose, __res_search, res_ninit and res_nclose"),
		],
		source: "musl include/resolv.h; gcompat libgcompat/resolv.c",
	},
	{
		id: "dns-messages",
		match: /^ns_.*$/,
		what: "reading and writing DNS messages (<arpa/nameser.h>)",
		musl: "mixed",
		note: "musl has ns_initparse, ns_parserr, ns_skiprr, ns_name_uncompress and the four of 16 and 32 bits",
		remedies: [change("use c-ares, ldns or unbound")],
		source: "musl src/network/ns_parse.c",
	},
	{
		id: "network-addresses",
		match:
			/^(inet_(net|neta|nsap|cidr|lnaof|makeaddr|netof|network|ntop|pton).*|ether_.*|in6addr_(any|loopback)|inet6_(opt|rth|option)_.*|bindresvport|if_.*|[gs]etsourcefilter|[gs]etipv4sourcefilter)$/,
		what: "forms of network addresses",
		musl: "mixed",
		remedies: [change("use inet_pton and inet_ntop")],
		source: "musl include/arpa/inet.h",
	},
	{
		id: "asynchronous-resolver",
		match: /^(getaddrinfo_a|gai_(cancel|error|suspend))$/,
		what: "getaddrinfo in the background: libanl.so.1, in libc since glibc 2.34",
		musl: "never",
		note: "the library libanl.so.1 is needed, too, and gcompat does not provide it",
		remedies: [
			change("call getaddrinfo in a thread"),
			change("where nothing of it is used: `patchelf --remove-needed libanl.so.1`"),
		],
		source: "glibc resolv/gai_*.c",
	},
	{
		id: "name-service",
		match: /^(__nss_.*|_nss_.*|nss_.*|__resolv_context.*)$/,
		what: "glibc's name service switch",
		musl: "never",
		note: "modules for it (libnss_*) only serve glibc; musl asks files, DNS and nscd",
		remedies: [
			install("`apk add musl-nscd` gives musl the users and groups of such modules"),
			otherBase("a glibc base of the same release as the module"),
		],
		source: "https://wiki.musl-libc.org/functional-differences-from-glibc.html",
	},
	{
		id: "nis",
		match:
			/^(yp.*|_?nis_.*|__nis.*|__yp.*|innetgr|[gs]etnetgrent(_r)?|endnetgrent|setnetgrent|netname2.*|_?xdr_(nis|yp).*|(read|write)ColdStartFile|__free_fdresult)$/,
		what: "NIS and netgroups: libnsl.so.1",
		musl: "never",
		remedies: [
			flag("configure without NIS and netgroups"),
			install("`apk add libnsl-dev` and rebuild against libnsl.so.3"),
		],
		source: "glibc 2.26 and 2.32 NEWS",
	},
	{
		id: "sun-rpc",
		match:
			/^(_?xdr_?.*|_?clnt.*|_?svc.*|auth(none|unix|des)_.*|_?pmap_.*|callrpc|registerrpc|_?rpc_.*|_null_auth|_seterr_reply|(get|set|end)rpc.*|xprt_.*|_*key_(encrypt|decrypt|gendes|setsecret|secretkey|get_conv|setnet).*|cbc_crypt|ecb_crypt|des_setparity|passwd2des|xencrypt|xdecrypt|get_myaddress|user2netname|host2netname|netname2.*|getnetname|getpublickey|getsecretkey|rtime|__rpc_.*|_authenticate)$/,
		what: "Sun RPC; glibc itself took it out of its headers in 2.32",
		musl: "never",
		remedies: [
			install("`apk add libtirpc-dev` and rebuild against libtirpc.so.3"),
			patch("in the binary: `apk add libtirpc` and `patchelf --add-needed libtirpc.so.3`: the names are the same"),
		],
		source: "glibc 2.32 NEWS",
	},
	{
		id: "data-bases",
		match:
			/^(get|set|end|fget|sget|put|fput)(pw|gr|sp|sg|host|net|proto|serv|rpc|alias|ut)(ent|byname2?|bynumber|byaddr|bygid|byuid|byport|uid|gid|nam|id|line|key)?(_r)?$|^(sgetspent|lckpwdf|ulckpwdf|getgrouplist|initgroups|__getgroups_chk|putpwent|putgrent|putspent|getpw|getalias.*|setalias.*|endalias.*)$/,
		what: "look-ups of users, groups, hosts, networks, protocols and services, one after another or with a buffer of one's own",
		musl: "mixed",
		remedies: [
			change("use the variants that musl has (get*nam_r, get*id_r), or the plain one under a lock"),
			install("`apk add gcompat` has fgetgrent_r, fgetpwent_r, getgrent_r, getpwent_r, getproto*_r and getservent_r"),
		],
		source: "gcompat libgcompat/pwd.c, grp.c, netdb.c",
	},
];
