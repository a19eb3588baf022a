/** A larger configuration file is not kept; loaders then meet a file that cannot be read. */
export const mostRetainedBytes = 256 << 10;

/** Files that loaders read or that say which release an image is. Their bytes go into a profile; no others do. */
const kept: readonly RegExp[] = [
	/^\/etc\/ld-musl-[^/]*\.path$/,
	/^\/etc\/ld\.so\.(conf|cache|preload)$/,
	/^\/etc\/ld\.so\.conf\.d\/[^/]+$/,
	/^\/etc\/(passwd|group|nsswitch\.conf|host\.conf|gai\.conf)$/,
	/^\/(etc|usr\/lib)\/os-release$/,
	/^\/etc\/(alpine-release|debian_version)$/,
];

/** Whether a profile keeps the bytes of the file at a real path. */
export function isRetained(realPath: string): boolean {
	return kept.some((pattern) => pattern.test(realPath));
}
