/** Files whose bytes loaders, package databases, libc identification and program identification read. Of files that
 *  pass in a stream only these are kept whole; of other ELF files what their facts stand on. Folders that distributions
 *  move below /usr may stand in either place. */
const wanted: readonly RegExp[] = [
	/^\/(usr\/)?etc\/(ld-musl-[^/]*\.path|ld\.so\.(conf|cache|preload)|ld\.so\.conf\.d\/[^/]+)$/,
	/^\/(usr\/)?(etc|lib)\/(os-release|[a-z-]+[-_]release|debian_version|passwd|group|nsswitch\.conf|host\.conf|gai\.conf)$/,
	/^\/(usr\/)?lib\/apk\/db\/installed$/,
	/^\/var\/lib\/dpkg\/(status|diversions|status\.d\/[^/]+|info\/[^/]+\.(list|md5sums))$/,
	/^\/var\/lib\/pacman\/local\/[^/]+\/(desc|files)$/,
	/^\/(var\/lib\/rpm|usr\/lib\/sysimage\/rpm|usr\/share\/rpm)\/(rpmdb\.sqlite(-wal|-shm)?|Packages(\.db)?)$/,
	// Loaders and C libraries.
	/\/(ld[^/]*\.so(\.[\d.]+)?|libc(-2\.\d+)?\.so(\.[\d.]+)?|libc\.musl-[^/]*|libgcompat\.so[^/]*|linker(64)?)$/,
	/\/include\/node\/node_version\.h$/,
	/\/(package\.json|[^/]+\.runtimeconfig\.json|[^/]+\.dist-info\/WHEEL)$/,
];

/** Whether the bytes of a file are wanted after it has passed. */
export function isRetained(path: string): boolean {
	return wanted.some((pattern) => pattern.test(path));
}
