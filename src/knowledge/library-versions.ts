/** Version names of OpenSSL 3 (`OPENSSL_3.4.0`) that a release's libssl.so.3 and libcrypto.so.3 have, up to this one.
 *  Source: package versions of the releases. */
const OPENSSL: ReadonlyMap<string, string> = new Map([
	["debian:12", "3.0"],
	["debian:13", "3.5"],
	["ubuntu:22.04", "3.0"],
	["ubuntu:24.04", "3.0"],
]);

/** A version that a package's library does not have, of those that are wanted; absent where it has all, or nobody knows.
 *  `release`: `debian:12`. */
export function lackedVersion(soname: string, release: string, wanted: readonly string[]): string | undefined {
	// From Debian 10 and Ubuntu 18.04 on libcurl has CURL_OPENSSL_4 for that.
	if (soname === "libcurl.so.4") return wanted.find((version) => version === "CURL_OPENSSL_3");
	const newest = soname === "libssl.so.3" || soname === "libcrypto.so.3" ? OPENSSL.get(release) : undefined;
	if (newest === undefined) return undefined;
	return wanted.find((version) => isNewer(/^OPENSSL_(\d+\.\d+)/.exec(version)?.[1] ?? "0", newest));
}

/** Releases whose library has a version, as far as is known. */
export function releasesWith(version: string): readonly string[] {
	const wanted = /^OPENSSL_(\d+\.\d+)/.exec(version)?.[1];
	return wanted === undefined
		? []
		: [...OPENSSL].filter(([, newest]) => !isNewer(wanted, newest)).map(([release]) => release);
}

function isNewer(version: string, than: string): boolean {
	return version.localeCompare(than, "en", { numeric: true }) > 0;
}

/** A library under another name, in one release. */
export interface RenamedLibrary {
	readonly package: string;
	readonly soname: string;
}

/** Where times of 64 bits made a distribution rename a library itself, not only its package. Source: the file lists of
 *  Debian's and Ubuntu's libaio1t64. */
const RENAMED: ReadonlyMap<string, RenamedLibrary & { readonly releases: readonly string[] }> = new Map([
	[
		"libaio.so.1",
		{ package: "libaio1t64", soname: "libaio.so.1t64", releases: ["debian:13", "ubuntu:24.04", "ubuntu:26.04"] },
	],
]);

/** What a release calls a library that it renamed; absent where it did not. */
export function renamedLibrary(soname: string, release: string): RenamedLibrary | undefined {
	const renamed = RENAMED.get(soname);
	return renamed?.releases.includes(release) === true ? renamed : undefined;
}
