/** Where a plug-in's host stands in a root, and how it is told from another program of the name. */
export interface HostPrograms {
	/** File names in folders of programs. */
	readonly names: readonly string[];
	/** Further paths. */
	readonly paths?: readonly string[];
	/** A name that each release of the host exports, itself or by a library that it needs. */
	readonly proof: string;
}

const PYTHONS = Array.from({ length: 15 }, (_, minor) => `python3.${minor + 6}`);
const PHPS = ["7.0", "7.1", "7.2", "7.3", "7.4", "8.0", "8.1", "8.2", "8.3", "8.4", "8.5"];
const PHP_PROGRAMS = ["php", "php-fpm", "php-cgi"];

/** By the name of the host. Sources: file lists of Debian's, Alpine's and Docker's official packages and images. */
const HOSTS: ReadonlyMap<string, HostPrograms> = new Map<string, HostPrograms>([
	["python", { names: ["python3", ...PYTHONS], proof: "PyObject_GetAttr" }],
	[
		"php",
		{
			names: [
				...PHP_PROGRAMS,
				...PHP_PROGRAMS.flatMap((name) =>
					PHPS.flatMap((version) => [`${name}${version}`, `${name}${version.replace(".", "")}`]),
				),
				// Alpine: php-fpm83
				"frankenphp",
			],
			paths: PHPS.flatMap((version) => [`/usr/lib/apache2/modules/libphp${version}.so`]).concat(
				"/usr/lib/apache2/modules/libphp.so",
			),
			proof: "zend_parse_parameters",
		},
	],
	["perl", { names: ["perl"], proof: "Perl_sv_setsv_flags" }],
	[
		"ruby",
		{
			names: ["ruby", ...["2.7", "3.0", "3.1", "3.2", "3.3", "3.4", "4.0"].map((version) => `ruby${version}`)],
			proof: "rb_define_method",
		},
	],
	["node", { names: ["node", "nodejs"], proof: "napi_create_function" }],
	["apache", { names: ["apache2", "httpd"], paths: ["/usr/local/apache2/bin/httpd"], proof: "ap_hook_handler" }],
	["nginx", { names: ["nginx"], paths: ["/usr/local/nginx/sbin/nginx"], proof: "ngx_log_error_core" }],
]);

const FOLDERS = ["/usr/local/bin", "/usr/local/sbin", "/usr/bin", "/usr/sbin", "/bin", "/sbin"];

/** A host's programs as a plug-in at a path would find them: of the version that its path names where it names one, in
 *  that path's own prefix (`/opt/conda/lib/python3.11/...`) and in the usual folders. */
export interface HostSearch {
	readonly paths: readonly string[];
	readonly proof: string;
}

/** Where to look for the host of a plug-in; absent for hosts whose programs are not known here. */
export function hostSearch(host: string, plugin: string): HostSearch | undefined {
	const known = HOSTS.get(host);
	if (known === undefined) return undefined;
	const [, prefix, version] = /^(.*?)\/lib\/(python3\.\d+)\//.exec(host === "python" ? plugin : "") ?? [];
	const tagged = host === "python" ? /\.cpython-3(\d+)-/.exec(plugin)?.[1] : undefined;
	const exact = version ?? (tagged === undefined ? undefined : `python3.${tagged}`);
	const names = exact === undefined ? known.names : [exact];
	const folders = prefix === undefined || prefix === "" ? FOLDERS : [`${prefix}/bin`, ...FOLDERS];
	const paths = folders.flatMap((folder) => names.map((name) => `${folder}/${name}`));
	return { paths: [...new Set([...paths, ...(known.paths ?? [])])], proof: known.proof };
}
